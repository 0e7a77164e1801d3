#include "policy/redact/writer.h"

#include <array>

#include "policy/redact/fhir_structure.h"
#include "protocol/limits.h"

namespace concordat::policy {

using protocol::json::Kind;
using protocol::json::Token;

namespace {

std::string label() {
  return "{\"system\":\"" + std::string(kLabelSystem) + "\",\"code\":\"" + std::string(kLabelCode) + "\"}";
}

class Writer {
 public:
  Writer(const Record& record, const Decisions& decisions, std::string& out)
      : record_(record),
        tape_(record.tape()),
        decisions_(decisions),
        out_(out),
        replacement_(decisions.replacements().begin()),
        label_(decisions.needs_label() ? label() : std::string()) {}

  void run() {
    out_.clear();
    out_.reserve(tape_.text().size() + label_.size() + 64);
    frames_[0].whole = false;
    if (!value(0)) return;
    for (std::uint32_t i = 1; i < tape_.size();) {
      while (depth_ > 0 && frames_[depth_].end == i) close();
      i = frames_[depth_].array ? element(i) : member(i);
    }
    while (depth_ > 0) close();
  }

 private:
  struct Frame {
    std::uint32_t token;
    std::uint32_t end;
    std::size_t undo;  // where the output ended before this container, its key and its comma
    bool array;
    bool whole;
    bool empty;
    bool places;
  };

  bool written(std::uint32_t token) const { return frames_[depth_].whole || decisions_.written(token); }

  std::uint32_t member(std::uint32_t key) {
    const std::uint32_t value_token = key + 1;
    if (!written(value_token)) return tape_[key].next;
    undo_ = out_.size();
    comma();
    const Token& at = tape_[key];
    out_.append(tape_.text().data() + at.offset - 1, at.length + 2).push_back(':');
    const bool resource_type = frames_[depth_].token == 0 && tape_.raw(key) == "resourceType";
    const bool inside = value(value_token);
    if (resource_type && !label_.empty() && (record_.meta() == 0 || !decisions_.written(record_.meta()))) {
      out_.append(",\"meta\":{\"security\":[").append(label_).append("]}");
    }
    return inside ? value_token + 1 : tape_[key].next;
  }

  std::uint32_t element(std::uint32_t token) {
    if (!written(token)) {
      if (frames_[depth_].places) {
        comma();
        out_.append("null");
      }
      return tape_[token].next;
    }
    undo_ = out_.size();
    comma();
    return value(token) ? token + 1 : tape_[token].next;
  }

  // True when a container was opened.
  bool value(std::uint32_t token) {
    const Token& at = tape_[token];
    const Fate fate = decisions_.fate(token);
    if ((at.kind == Kind::kObject || at.kind == Kind::kArray) && at.next > token + 1) {
      const bool whole = frames_[depth_].whole || fate == Fate::kWhole;
      const bool array = at.kind == Kind::kArray;
      frames_[++depth_] = {token, at.next, undo_, array, whole, true, decisions_.keeps_places(token)};
      out_.push_back(array ? '[' : '{');
      return true;
    }
    frames_[depth_].empty = false;
    if (fate == Fate::kReplace) {
      while (replacement_->token != token) ++replacement_;
      out_.append(replacement_->json);
    } else if (at.kind == Kind::kString) {
      out_.append(tape_.text().data() + at.offset - 1, at.length + 2);
    } else if (at.kind == Kind::kObject || at.kind == Kind::kArray) {
      out_.append(at.kind == Kind::kObject ? "{}" : "[]");
    } else {
      out_.append(tape_.text().data() + at.offset, at.length);
    }
    return false;
  }

  void comma() {
    if (out_.back() != '[' && out_.back() != '{') out_.push_back(',');
  }

  void close() {
    const Frame frame = frames_[depth_--];
    if (!label_.empty() && (frame.token == record_.meta() || frame.token == record_.security()) && frame.token != 0) {
      add_label(frame);
    } else if (frame.empty && depth_ > 0) {
      out_.resize(frame.undo);
      return;
    }
    out_.push_back(frame.array ? ']' : '}');
    frames_[depth_].empty = false;
  }

  void add_label(const Frame& frame) {
    if (frame.token == record_.security()) {
      comma();
      out_.append(label_);
    } else if (record_.security() == 0 || !decisions_.written(record_.security())) {
      comma();
      out_.append("\"security\":[").append(label_).push_back(']');
    }
  }

  const Record& record_;
  const protocol::json::Tape& tape_;
  const Decisions& decisions_;
  std::string& out_;
  std::vector<Replacement>::const_iterator replacement_;
  const std::string label_;
  std::size_t undo_ = 0;
  std::size_t depth_ = 0;
  std::array<Frame, limits::kNestingDepth + 2> frames_{};
};

}  // namespace

void write(const Record& record, const Decisions& decisions, std::string& out) {
  Writer(record, decisions, out).run();
}

}  // namespace concordat::policy
