#pragma once
// What reading a record found out about one of its tokens, the same for every recipient. The redactor decides from
// marks and plan alone.

#include <cstdint>
#include <string_view>

#include "policy/model/vocabulary.h"
#include "policy/redact/json/element_part.h"

namespace concordat::policy {

enum class Special : std::uint8_t {
  kNone,
  kResource,     // an object that is a FHIR resource
  kFormat,       // goes with the object that holds it: resourceType, Bundle.type, entry.fullUrl
  kEntry,        // of a Bundle
  kReference,    // leads to an entry or a contained resource of this record (or claims to)
  kContainedId,  // goes with a reference that leads to it
  kLink,         // a reference, or an array of them, that what it stands in requires: masked where it may not go
  kMasked,       // one that an earlier redaction masked
  kLabel,        // this output was labelled before
  kDisplay,      // a copy in words (display, narrative): scrubbed like free text
  kDigest,       // true only of the data it stands beside
  kNever,        // Bundle.signature
};

struct alignas(8) Mark {
  static constexpr std::uint16_t kTeller =
      1;  // a condition that holds is about it (or it is an extension's url): its value is the
          // vocabulary's own, so it goes with whatever its object releases
  static constexpr std::uint16_t kUnit = 2;       // goes or stays as a whole: a modifier
  static constexpr std::uint16_t kDemanding = 4;  // a unit that nothing but an item can judge
  static constexpr std::uint16_t kAside = 8;      // in an extension: structure reaches no references here
  static constexpr std::uint16_t kInstant = 16;   // can't be a partial date
  static constexpr std::uint16_t kPinned = 32;   // a resource that stays while the record does: MessageHeader, the root
  static constexpr std::uint16_t kAligned = 64;  // an array with a `_` sibling: places must not shift
  static constexpr std::uint16_t kRequired = 128;  // what it stands in is not valid without it

  static constexpr std::uint16_t kFixedForm = 256;  // an id, a time, bytes: a mask would not be one
  static constexpr std::uint16_t kNamed = 512;      // an object that must say who it is about (pat-1, org-1)

  ItemIndex item = kNoItem;
  Special special = Special::kNone;
  Part part = Part::kOther;
  std::uint16_t flags = 0;

  [[nodiscard]] bool has(std::uint16_t flag) const { return (flags & flag) != 0; }
};

inline constexpr std::uint32_t kNoToken = 0xFFFFFFFF;

// A reference that stands in the record, and the object that it leads to.
struct LocalReference {
  std::uint32_t token;     // the string
  std::uint32_t resource;  // the resource that it stands in
  std::uint32_t scope;     // and the resource whose contained resources it can lead to
  std::uint32_t target;    // an entry or a contained resource; kNoToken: it leads nowhere
  std::uint32_t id;        // the target's `id`, when the target is contained; else 0
  bool focus;              // MessageHeader.focus
};

// Something that goes with an object it does not stand in directly: a coded type of an identifier, a verification
// status.
struct Attendant {
  std::uint32_t token;
  std::uint32_t holder;
};

// A name that references may use.
struct Anchor {
  std::string_view name;  // an entry's fullUrl; a contained resource's id
  std::uint32_t scope;    // kNoToken for a fullUrl; for an id the resource that contains it
  std::uint32_t token;    // the entry; the contained resource
  std::uint32_t id;       // the token of the id; 0 for an entry
  bool leads;             // whether references may use it: a fullUrl must be a urn:uuid
};

// An array of primitives and its `_` sibling.
struct AlignedArrays {
  std::uint32_t values;
  std::uint32_t extensions;
};

// What a plan makes of a token (decisions.h).
enum class Fate : std::uint8_t {
  kDrop,
  kCopy,     // byte for byte, if its container is written
  kWhole,    // a container and all that it holds
  kReplace,  // by the text of its replacement
};

struct Replacement {
  std::uint32_t token;
  std::uint32_t begin;  // of its JSON, quotes and all, in Decisions::replacement_text()
  std::uint32_t length;
};

}  // namespace concordat::policy
