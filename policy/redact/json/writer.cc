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
  [[nodiscard]] char back() const { return begin_ != end_ ? end_[-1] : out_.back(); }
  [[nodiscard]] Place place() const { return {out_.size(), begin_, end_}; }
  // Takes back all that was put since.
  void back_to(const Place& place) {
    out_.resize(place.size);
    begin_ = place.begin;
    end_ = place.end;
  }
  void flush() {
    out_.append(begin_, static_cast<std::size_t>(end_ - begin_));
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
        label_(decisions.needs_label() ? std::string_view(label()) : std::string_view()) {}

  void run() {
    frames_[0] = {};
    if (value(0, copy_.place())) {
      for (std::uint32_t i = 1; i < tape_.size();) {
        while (depth_ > 0 && frames_[depth_].end == i) close();
        i = frames_[depth_].array ? element(i) : member(i);
      }
      while (depth_ > 0) close();
    }
    copy_.flush();
  }

 private:
  struct Frame {
    std::uint32_t token;
    std::uint32_t end;
    Copy::Place undo;  // before this container, its key and its comma
    bool array;
    bool whole;
    bool empty;
    bool places;
  };

  bool written(std::uint32_t token) const { return frames_[depth_].whole || decisions_.written(token); }

  std::uint32_t member(std::uint32_t key) {
    const std::uint32_t value_token = key + 1;
    const Token& at = tokens_[key];
    if (!written(value_token)) return at.next;
    const Copy::Place undo = copy_.place();
    comma();
    copy_.copy(input_ + at.offset - 1, at.length + 2);
    copy_.put(':');
    const bool inside = value(value_token, undo);
    if (!label_.empty() && depth_ == 1 && !inside) label_root(key);
    return inside ? value_token + 1 : at.next;
  }

  std::uint32_t element(std::uint32_t token) {
    if (!written(token)) {
      if (frames_[depth_].places) {
        comma();
        copy_.put("null");
      }
      return tokens_[token].next;
    }
    const Copy::Place undo = copy_.place();
    comma();
    return value(token, undo) ? token + 1 : tokens_[token].next;
  }

  // True when a container was opened.
  bool value(std::uint32_t token, const Copy::Place& undo) {
    const Token& at = tokens_[token];
    const bool container = at.kind == Kind::kObject || at.kind == Kind::kArray;
    if (container && at.next > token + 1 && decisions_.fate(token) != Fate::kReplace) {
      const bool whole = frames_[depth_].whole || decisions_.fate(token) == Fate::kWhole;
      const bool array = at.kind == Kind::kArray;
      frames_[++depth_] = {token, at.next, undo, array, whole, true, decisions_.keeps_places(token)};
      copy_.copy(input_ + at.offset, 1);
      return true;
    }
    frames_[depth_].empty = false;
    if (decisions_.fate(token) == Fate::kReplace) {
      while (replacement_->token != token) ++replacement_;
      copy_.put(decisions_.replacement_text().substr(replacement_->begin, replacement_->length));
    } else if (at.kind == Kind::kString) {
      copy_.copy(input_ + at.offset - 1, at.length + 2);
    } else if (container) {
      copy_.put(at.kind == Kind::kObject ? "{}" : "[]");
    } else {
      copy_.copy(input_ + at.offset, at.length);
    }
    return false;
  }

  void comma() {
    const char last = copy_.back();
    if (last != '[' && last != '{') copy_.put(',');
  }

  void close() {
    const Frame& frame = frames_[depth_--];
    if (!label_.empty() && (frame.token == record_.meta() || frame.token == record_.security()) && frame.token != 0) {
      add_label(frame);
    } else if (frame.empty && depth_ > 0) {
      copy_.back_to(frame.undo);
      return;
    }
    copy_.put(frame.array ? ']' : '}');
    frames_[depth_].empty = false;
  }

  // After the root's resourceType, when the label finds no meta to stand in.
  void label_root(std::uint32_t key) {
    if (tape_.raw(key) != "resourceType" || (record_.meta() != 0 && decisions_.written(record_.meta()))) return;
    copy_.put(",\"meta\":{\"security\":[");
    copy_.put(label_);
    copy_.put("]}");
  }

  void add_label(const Frame& frame) {
    if (frame.token == record_.security()) {
      comma();
      copy_.put(label_);
    } else if (record_.security() == 0 || !decisions_.written(record_.security())) {
      comma();
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
  std::size_t depth_ = 0;
  std::array<Frame, limits::kNestingDepth + 2> frames_;
};

}  // namespace

void write(const JsonRecord& record, const Decisions& decisions, std::string& out) {
  out.clear();
  out.reserve(record.tape().text().size() + label().size() + 64);
  Writer(record, decisions, out).run();
}

}  // namespace concordat::policy
