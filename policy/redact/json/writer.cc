#include "policy/redact/json/writer.h"

#include <array>

#include "policy/redact/json/fhir_structure.h"
#include "protocol/limits.h"

namespace concordat::policy {

using protocol::json::Kind;
using protocol::json::Token;

namespace {

const std::string& label() {
  static const std::string text =
      "{\"system\":\"" + std::string(kLabelSystem) + "\",\"code\":\"" + std::string(kLabelCode) + "\"}";
  return text;
}

// Output that is mostly a copy of the input: what stands together there is appended together.
class Copy {
 public:
  struct Place {
    std::size_t size;
    const char* begin;
    const char* end;
  };

  Copy(std::string_view input, std::string& out)
      : begin_(input.data()), end_(begin_), input_end_(begin_ + input.size()), out_(out) {}

  void put(char c) {
    if (begin_ != end_ && end_ != input_end_ && *end_ == c) {
      ++end_;
    } else {
      flush();
      out_.push_back(c);
    }
  }
  void put(std::string_view made) {
    flush();
    out_.append(made);
  }
  // Bytes of the input.
  void copy(const char* begin, std::size_t length) {
    if (begin != end_) {
      flush();
      begin_ = begin;
    }
    end_ = begin + length;
  }
  [[nodiscard]] Place place() const { return {out_.size(), begin_, end_}; }
  // Takes back all that was put since.
  void back_to(const Place& place) {
    out_.resize(place.size);
    begin_ = place.begin;
    end_ = place.end;
  }
  void flush() {
    if (begin_ != end_) out_.append(begin_, static_cast<std::size_t>(end_ - begin_));
    begin_ = end_;
  }

 private:
  const char* begin_;  // what is not yet appended
  const char* end_;
  const char* const input_end_;
  std::string& out_;
};

class Writer {
 public:
  Writer(const JsonRecord& record, const Decisions& decisions, std::string& out)
      : record_(record),
        tape_(record.tape()),
        tokens_(&record.tape()[0]),
        input_(record.tape().text().data()),
        decisions_(decisions),
        copy_(record.tape().text(), out),
        replacement_(decisions.replacements().begin()),
        label_(decisions.needs_label() ? std::string_view(label()) : std::string_view()),
        here_(frames_.data()) {}

  void run() {
    *here_ = {};
    const std::uint32_t size = tape_.size();
    std::uint32_t at = value(0, copy_.place());
    while (at < size) {
      while (at == here_->end) close();
      at = here_->array ? element(at) : member(at);
    }
    while (here_ != frames_.data()) close();
    copy_.flush();
  }

 private:
  struct Frame {
    std::uint32_t token;
    std::uint32_t end;
    Copy::Place undo;  // before this container, its key and its comma
    bool array;
    bool whole;
    bool begun;  // something stands in it, if only a null
    bool empty;  // nothing does that is worth writing it for
    bool places;
  };

  bool written(std::uint32_t token) const { return here_->whole || decisions_.written(token); }
  std::size_t depth() const { return static_cast<std::size_t>(here_ - frames_.data()); }

  // These three return the token to go on with.
  std::uint32_t member(std::uint32_t key) {
    const std::uint32_t token = key + 1;
    const Token& at = tokens_[key];
    if (!written(token)) return at.next;
    const Copy::Place undo = copy_.place();
    if (here_->begun) copy_.put(',');
    copy_.copy(input_ + at.offset - 1, at.length + 2);
    copy_.put(':');
    const std::uint32_t after = value(token, undo);
    if (!label_.empty() && depth() == 1) label_root(key);
    return after;
  }

  std::uint32_t element(std::uint32_t token) {
    if (!written(token)) {
      if (here_->places) {
        comma();
        copy_.put("null");
      }
      return tokens_[token].next;
    }
    const Copy::Place undo = copy_.place();
    if (here_->begun) copy_.put(',');
    return value(token, undo);
  }

  std::uint32_t value(std::uint32_t token, const Copy::Place& undo) {
    const Token& at = tokens_[token];
    const bool container = at.kind == Kind::kObject || at.kind == Kind::kArray;
    if (container && at.next > token + 1 && decisions_.fate(token) != Fate::kReplace) {
      const bool whole = here_->whole || decisions_.fate(token) == Fate::kWhole;
      *++here_ = {token, at.next, undo, at.kind == Kind::kArray, whole, false, true, decisions_.keeps_places(token)};
      copy_.copy(input_ + at.offset, 1);
      return token + 1;
    }
    here_->begun = true;
    here_->empty = false;
    if (at.kind == Kind::kString && decisions_.fate(token) != Fate::kReplace) {
      copy_.copy(input_ + at.offset - 1, at.length + 2);
    } else if (decisions_.fate(token) == Fate::kReplace) {
      while (replacement_->token != token) ++replacement_;
      copy_.put(decisions_.replacement_text().substr(replacement_->begin, replacement_->length));
    } else if (container) {
      copy_.put(at.kind == Kind::kObject ? "{}" : "[]");
    } else {
      copy_.copy(input_ + at.offset, at.length);
    }
    return at.next;
  }

  void comma() {
    if (here_->begun) copy_.put(',');
    here_->begun = true;
  }

  void close() {
    const Frame& frame = *here_--;
    if (!label_.empty() && (frame.token == record_.meta() || frame.token == record_.security()) && frame.token != 0) {
      add_label(frame);
    } else if (frame.empty && frame.token != 0) {
      copy_.back_to(frame.undo);
      return;
    }
    copy_.put(frame.array ? ']' : '}');
    here_->begun = true;
    here_->empty = false;
  }

  // After the root's resourceType, when the label finds no meta to stand in.
  void label_root(std::uint32_t key) {
    if (tape_.raw(key) != "resourceType" || (record_.meta() != 0 && decisions_.written(record_.meta()))) return;
    copy_.put(",\"meta\":{\"security\":[");
    copy_.put(label_);
    copy_.put("]}");
  }

  void add_label(const Frame& frame) {
    const std::string_view before = frame.begun ? "," : "";
    if (frame.token == record_.security()) {
      copy_.put(before);
      copy_.put(label_);
    } else if (record_.security() == 0 || !decisions_.written(record_.security())) {
      copy_.put(before);
      copy_.put("\"security\":[");
      copy_.put(label_);
      copy_.put(']');
    }
  }

  const JsonRecord& record_;
  const protocol::json::Tape& tape_;
  const Token* const tokens_;
  const char* const input_;
  const Decisions& decisions_;
  Copy copy_;
  std::vector<Replacement>::const_iterator replacement_;
  const std::string_view label_;
  std::array<Frame, limits::kNestingDepth + 2> frames_;  // [0] stands around the root
  Frame* here_;                                          // the innermost container
};

}  // namespace

void write(const JsonRecord& record, const Decisions& decisions, std::string& out) {
  out.clear();
  out.reserve(record.tape().text().size() + label().size() + 64);
  Writer(record, decisions, out).run();
}

}  // namespace concordat::policy
