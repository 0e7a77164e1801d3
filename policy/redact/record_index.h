#pragma once
// The vocabulary's selectors for one format, compiled for classifying records: a tree walked beside the tape, so that
// each token costs one look-up. Built once per policy load; immutable; shared between threads.

#include <memory>

#include "policy/model/vocabulary.h"
#include "policy/problem.h"

namespace concordat::policy {

class RecordIndex {
 public:
  RecordIndex(Format format, const Vocabulary& vocabulary);
  ~RecordIndex();
  RecordIndex(RecordIndex&&) noexcept;
  RecordIndex& operator=(RecordIndex&&) noexcept;

  struct Node;
  struct Tree;
  [[nodiscard]] const Tree& tree() const { return *tree_; }
  [[nodiscard]] Format format() const { return format_; }

 private:
  Format format_;
  std::unique_ptr<const Tree> tree_;
};

}  // namespace concordat::policy
