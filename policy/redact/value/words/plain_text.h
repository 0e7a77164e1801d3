#pragma once
// A text as a person reads it, for matching: compatibility forms, accents, full-width digits and every sort of space,
// dash and apostrophe become ASCII where there is an ASCII form; escapes become what they stand for; what is not seen
// becomes kInvisible. Capitals stay. Each byte knows the bytes of the source that it came from. Text that is ASCII and
// holds no escapes is its own plain form and costs one look at each byte. One a thread; keeps a view of the source.
//
//   plain.read("Zo\u00EB\u00AD Bell");                 plain.text() == "Zoe\x01 Bell"
//   plain.source_end(2) == 4                           the e is bytes [2, 4) of the source

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::policy {

class PlainText {
 public:
  static constexpr char kInvisible = '\x01';

  // kDoubtful also takes letters of other scripts for the ASCII letters that they look like, and markup for something
  // that is not seen; doubtful() tells where.
  enum class Reading : std::uint8_t { kAsWritten, kDoubtful };

  void read(std::string_view source, Reading reading = Reading::kAsWritten);
  // It has a digit or an @, or characters that may stand for one. One look at each byte.
  [[nodiscard]] static bool may_hold_patterns(std::string_view source);

  [[nodiscard]] std::string_view text() const { return same_ ? source_ : std::string_view(plain_); }
  [[nodiscard]] std::string_view source() const { return source_; }
  // False: it holds control characters, changes of direction or what is not UTF-8, so that what is seen may not be what
  // is there.
  [[nodiscard]] bool certain() const { return certain_; }
  // It holds letters that have no ASCII form, or markup: the other reading may say more.
  [[nodiscard]] bool has_doubts() const { return has_doubts_; }
  [[nodiscard]] bool doubtful(std::size_t begin, std::size_t end) const;
  // The bytes of the source that make the character of which this byte is one.
  [[nodiscard]] std::size_t source_begin(std::size_t at) const { return same_ ? at : begins_[at] & ~kDoubt; }
  [[nodiscard]] std::size_t source_end(std::size_t at) const;

  // What one code point reads as.
  struct Folded {
    enum Sort : std::uint8_t { kShown, kMark, kUnseen, kForbidden };
    std::uint32_t value = 0xFFFFFFFF;
    Sort sort = kShown;
    bool foreign = false;    // a letter without an ASCII form
    bool ideograph = false;  // a word by itself
    char look_alike = 0;     // the ASCII letter or digit that a foreign one looks like
    std::string bytes;
  };

 private:
  static constexpr std::uint32_t kDoubt = 0x80000000;  // a record is far shorter than that

  [[nodiscard]] bool holds_escapes() const;
  void read_character(std::uint32_t value, std::size_t begin, Reading reading);
  void read_as_is(std::size_t begin, std::size_t end);
  void put(std::string_view bytes, std::size_t begin, std::uint32_t doubt = 0);
  const Folded& folded(std::uint32_t value);

  std::string_view source_;
  std::string plain_;
  std::vector<std::uint32_t> begins_;  // by byte of plain_: where in the source its character begins, and kDoubt
  std::array<Folded, 256> known_{};    // by the last byte of the code point
  bool same_ = true;
  bool certain_ = true;
  bool has_doubts_ = false;
};

}  // namespace concordat::policy
