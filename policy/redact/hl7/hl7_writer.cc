// The bytes of an HL7 v2 disclosure. A segment of which everything is released is copied as it stands, and so is a
// field; of others only what is released is written, with no separator after the last of it, so that nothing tells what
// else was there. Segments end with CR.
#include <algorithm>

#include "crypto/primitive/digest.h"
#include "policy/redact/hl7/hl7_decisions.h"

namespace concordat::policy {

using protocol::hl7::Segment;
using protocol::hl7::Value;

namespace {

constexpr std::size_t kControlIdLength = 20;  // MSH-10's in every version up to 2.8
constexpr std::uint16_t kCharset = 18;        // MSH-18

bool ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

class Hl7Writer {
 public:
  Hl7Writer(const Hl7Record& record, const Hl7Decisions& decisions, std::string& out)
      : tape_(record.tape()),
        values_(tape_.values().data()),
        delimiters_(tape_.delimiters()),
        decisions_(decisions),
        replacement_(decisions.replacements().begin()),
        out_(out),
        says_charset_(tape_.byte_order_mark() && protocol::hl7::Charset::kUtf8 == tape_.charset() &&
                      !ascii(tape_.text())) {}

  void run() {
    const auto segments = tape_.segments();
    for (std::uint32_t i = 0; i < segments.size(); ++i) {
      if (!decisions_.remains(i)) continue;
      if (segments[i].id() == "MSH") {
        begin_message();
      } else if (segments[i].message == protocol::hl7::kNoMessage) {
        end_message();
        batches_ += segments[i].id() == "BHS" ? 1 : 0;
      }
      segment(i, segments[i]);
      out_ += '\r';
    }
    end_message();
  }

 private:
  void begin_message() {
    end_message();
    message_ = out_.size();
    control_id_ = std::string::npos;
    ++messages_;
  }

  // The message's own number, where the sender's may not go: of what the message says, so that the same disclosure has
  // the same number, and the number says nothing more.
  void end_message() {
    if (message_ == std::string::npos || control_id_ == std::string::npos) return;
    const std::string digest = crypto::sha256(std::string_view(out_).substr(message_)).hex();
    out_.replace(control_id_, kControlIdLength, digest, 0, kControlIdLength);
    control_id_ = std::string::npos;
  }

  void segment(std::uint32_t number, const Segment& segment) {
    if (segment.id() == "BTS" || segment.id() == "FTS") return trailer(segment);
    const bool charset = says_charset_ && segment.id() == "MSH" && tape_.field(segment, kCharset).empty();
    if (decisions_.untouched(number) && !charset) {
      out_.append(tape_.raw(segment));
      return;
    }
    out_.append(segment.id());
    fields_ = 0;
    std::uint32_t at = segment.first_value;
    if (protocol::hl7::is_header(segment.id())) {
      out_ += delimiters_.field;
      out_.append(protocol::hl7::encoding_characters(tape_.raw(segment)));
      fields_ = 2;
      while (at < segment.end_value && values_[at].field <= 2) ++at;
    }
    while (at < segment.end_value) {
      std::uint32_t end = at + 1;
      while (end < segment.end_value && values_[end].field == values_[at].field) ++end;
      if (charset && values_[at].field > kCharset) say_charset();
      field(segment, at, end);
      at = end;
    }
    if (charset) say_charset();
  }

  // A byte-order mark said it of the input, and is no part of a message.
  void say_charset() {
    if (fields_ >= kCharset) return;
    separators(kCharset);
    out_.append(protocol::hl7::name(protocol::hl7::Charset::kUtf8));
  }

  void separators(unsigned field) {
    for (; fields_ < field; ++fields_) out_ += delimiters_.field;
  }

  // How many messages, or batches, there are now.
  void trailer(const Segment& segment) {
    const bool batch = segment.id() == "BTS";
    out_.append(segment.id());
    if (segment.first_value != segment.end_value && values_[segment.first_value].field == 1) {
      out_ += delimiters_.field;
      out_.append(std::to_string(batch ? messages_ : batches_));
    }
    if (batch) messages_ = 0;
  }

  void field(const Segment& segment, std::uint32_t first, std::uint32_t end) {
    const auto fate = [this](std::uint32_t at) { return decisions_.fate(at); };
    bool all = true;
    bool any = false;
    for (std::uint32_t at = first; at < end; ++at) {
      all = all && fate(at) == Hl7Fate::kCopy;
      any = any || fate(at) != Hl7Fate::kDrop;
    }
    if (!any) return;
    separators(values_[first].field);
    if (all) {
      out_.append(whole_field(segment, first, end));
      return;
    }
    bool more = false;
    for (std::uint32_t at = first; at < end;) {
      const std::uint32_t next = end_of_repetition(values_, at, end);
      const std::size_t before = out_.size();
      if (more) out_ += delimiters_.repetition;
      if (repetition(at, next)) {
        more = true;
      } else {
        out_.resize(before);
      }
      at = next;
    }
  }

  // From one separator to the next. A value's bytes hold none, nor do those between the values of a field.
  std::string_view whole_field(const Segment& segment, std::uint32_t first, std::uint32_t end) const {
    const std::string_view text = tape_.text();
    const std::size_t last = values_[end - 1].offset + values_[end - 1].length;
    const std::size_t stop = segment.offset + segment.length;
    const std::size_t begin = text.rfind(delimiters_.field, values_[first].offset) + 1;
    return text.substr(begin, std::min(text.find(delimiters_.field, last), stop) - begin);
  }

  // False when nothing of it is released.
  bool repetition(std::uint32_t first, std::uint32_t end) {
    unsigned component = 1;
    unsigned subcomponent = 1;
    bool any = false;
    for (std::uint32_t at = first; at < end; ++at) {
      const Hl7Fate fate = decisions_.fate(at);
      if (fate == Hl7Fate::kDrop) continue;
      any = true;
      for (; component < values_[at].component; ++component) {
        out_ += delimiters_.component;
        subcomponent = 1;
      }
      for (; subcomponent < values_[at].subcomponent; ++subcomponent) out_ += delimiters_.subcomponent;
      value(at, fate);
    }
    return any;
  }

  void value(std::uint32_t at, Hl7Fate fate) {
    switch (fate) {
      case Hl7Fate::kCopy: out_.append(tape_.raw(values_[at])); break;
      case Hl7Fate::kReplace:
        while (replacement_->value != at) ++replacement_;
        out_.append(decisions_.replacement_text().substr(replacement_->begin, replacement_->length));
        break;
      case Hl7Fate::kNewControlId:
        control_id_ = out_.size();
        out_.append(kControlIdLength, '0');
        break;
      case Hl7Fate::kDrop: break;
    }
  }

  const protocol::hl7::Tape& tape_;
  const Value* const values_;
  const protocol::hl7::Delimiters& delimiters_;
  const Hl7Decisions& decisions_;
  std::vector<Hl7Replacement>::const_iterator replacement_;
  std::string& out_;
  unsigned fields_ = 0;  // of this segment, so far
  std::size_t message_ = std::string::npos;
  std::size_t control_id_ = std::string::npos;
  std::uint32_t messages_ = 0;  // of this batch, so far
  std::uint32_t batches_ = 0;
  const bool says_charset_;
};

}  // namespace

void write_hl7(const Hl7Record& record, const Hl7Decisions& decisions, std::string& out) {
  out.clear();
  out.reserve(record.tape().text().size() + 64);
  Hl7Writer(record, decisions, out).run();
}

}  // namespace concordat::policy
