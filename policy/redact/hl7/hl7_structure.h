#pragma once
// What HL7 v2 itself asks for, whatever the agreements say: the fields that route and read a message, the numbers of
// segments, the codes without which what stands beside them would mean something else, and which segment speaks of
// which. From HL7 v2.3 to v2.8 (chapters 2, 3, 4, 6, 7, 9, 10, 11; tables 0038, 0085, 0119, 0206, 0283, 0322, 0323).
//
//   hl7_role("OBX", 11) == Hl7Role::kModifier

#include <cstdint>
#include <string_view>
#include <vector>

namespace concordat::policy {

enum class Hl7Role : std::uint8_t {
  kNone,      // for items alone to say
  kFormat,    // goes with its segment as it stands when it is a code: MSH-9, MSH-12, OBX-2
  kRouting,   // MSH-3 to MSH-6: goes with its segment, as far as it holds nothing that is withheld
  kTime,      // when the message was made: goes with its segment when it is a time
  kSetId,     // goes with its segment when it is a number
  kModifier,  // a code that changes what its segment says: goes with whatever of it is released, or it takes all of it
  kUnits,     // a modifier that is written in words: OBX-6
  kControlId  // MSH-10: the sender's own number of the message. Its own only where an item keeps it; else made anew
};

// Fields that say how the message is read and routed: nothing of what it is about.
[[nodiscard]] constexpr bool hl7_frame(Hl7Role role) {
  return role != Hl7Role::kNone && role != Hl7Role::kModifier && role != Hl7Role::kUnits;
}

// Every segment that any of these tables knows, each once.
[[nodiscard]] std::vector<std::string_view> hl7_segments();
[[nodiscard]] Hl7Role hl7_role(std::string_view segment, std::uint16_t field);

// Which of the segments before it a segment speaks of: the nearest whose name is in this list (names of three letters,
// one after the other); "*" for the segment just before that is no note itself. Empty: it stands for itself. A segment
// of which one that remains speaks remains too, if only by its name: else an observation would pass to the order
// before.
[[nodiscard]] std::string_view hl7_speaks_of(std::string_view segment);

// The segment that a message of this type (MSH-9.1) is about: if that must go, the message is refused. Empty: PID.
[[nodiscard]] std::string_view hl7_focus(std::string_view message_type);

// Whether it remains, if only by its name and modifiers, while its message does: what happened (EVN), and what the
// message is about where that is one thing.
[[nodiscard]] bool hl7_stays(std::string_view segment, bool focus);

// A patient identifier that takes the place of another (merges, moves): a message that has this segment and may not
// release its first field is refused, since the rest would read as news about the wrong person.
inline constexpr std::string_view kHl7MergeSegment = "MRG";

// One token of printable ASCII, at most 64 characters: a code, a version, a number; never a sentence. Or the one name
// of a character set that is two words.
[[nodiscard]] bool hl7_code(std::string_view text);
// At most 32 printable characters with at most two spaces and four digits: "mm Hg", "10*9/L".
[[nodiscard]] bool hl7_units(std::string_view text);
// HL7 v2 DTM: four to fourteen digits, a fraction, a zone.
[[nodiscard]] bool hl7_time(std::string_view text);
// At most five digits.
[[nodiscard]] bool hl7_set_id(std::string_view text);

// Marks by which the sender says that what follows is more confidential than usual: MSH-26, TXA-18, ORC-28 with R or V
// (tables 0952, 0272, 0177), PD1-12, PV2-22, DG1-18 with Y (table 0136), and any ARV-3 (access restriction).
enum class Hl7Sensitivity : std::uint8_t { kNone, kCode, kYes, kAny };
[[nodiscard]] Hl7Sensitivity hl7_sensitivity(std::string_view segment, std::uint16_t field);

}  // namespace concordat::policy
