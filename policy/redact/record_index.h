#pragma once
// The vocabulary's selectors for one format, compiled for classifying records, so that each leaf costs one look-up.
// Built once per policy load; immutable; shared between threads.

#include <memory>

#include "policy/model/vocabulary.h"
#include "policy/problem.h"

namespace concordat::policy {

class Hl7Index;
class PayloadIndex;

class RecordIndex {
 public:
  RecordIndex(Format format, const Vocabulary& vocabulary);
  ~RecordIndex();
  RecordIndex(RecordIndex&&) noexcept;
  RecordIndex& operator=(RecordIndex&&) noexcept;

  struct Tree;
  [[nodiscard]] const Tree& tree() const { return *tree_; }                  // FHIR and plain JSON
  [[nodiscard]] const Hl7Index& hl7() const { return *hl7_; }                // HL7 v2
  [[nodiscard]] const PayloadIndex& payloads() const { return *payloads_; }  // opaque
  // The item that stands for a file's name, or kNoItem.
  [[nodiscard]] ItemIndex file_name() const { return file_name_; }
  [[nodiscard]] Format format() const { return format_; }

 private:
  Format format_;
  std::unique_ptr<const Tree> tree_;
  std::unique_ptr<const Hl7Index> hl7_;
  std::unique_ptr<const PayloadIndex> payloads_;
  ItemIndex file_name_ = kNoItem;
};

}  // namespace concordat::policy
