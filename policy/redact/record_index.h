#pragma once
// The vocabulary's selectors for one format, compiled for classifying records: a tree walked beside the tape, so that
// each token costs one look-up; for opaque payloads, a list. Built once per policy load; immutable; shared between
// threads.

#include <memory>

#include "policy/model/vocabulary.h"
#include "policy/problem.h"

namespace concordat::policy {

class PayloadIndex;

class RecordIndex {
 public:
  RecordIndex(Format format, const Vocabulary& vocabulary);
  ~RecordIndex();
  RecordIndex(RecordIndex&&) noexcept;
  RecordIndex& operator=(RecordIndex&&) noexcept;

  struct Node;
  struct Tree;
  [[nodiscard]] const Tree& tree() const { return *tree_; }                  // FHIR and plain JSON
  [[nodiscard]] const PayloadIndex& payloads() const { return *payloads_; }  // opaque
  // The item that stands for a file's name, or kNoItem.
  [[nodiscard]] ItemIndex file_name() const { return file_name_; }
  [[nodiscard]] Format format() const { return format_; }

 private:
  Format format_;
  std::unique_ptr<const Tree> tree_;
  std::unique_ptr<const PayloadIndex> payloads_;
  ItemIndex file_name_ = kNoItem;
};

}  // namespace concordat::policy
