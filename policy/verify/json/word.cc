#include "policy/verify/json/word.h"

#include "protocol/json/token.h"

namespace concordat::policy {

Word word_of(std::string_view name, std::uint16_t tag) {
  using protocol::json::name_tag;
  const auto if_it_is = [name](std::string_view expected, Word word) { return name == expected ? word : Word::kOther; };
  switch (tag) {
    case name_tag("contained"): return if_it_is("contained", Word::kContained);
    case name_tag("entry"): return if_it_is("entry", Word::kEntry);
    case name_tag("extension"): return if_it_is("extension", Word::kExtension);
    case name_tag("fullUrl"): return if_it_is("fullUrl", Word::kFullUrl);
    case name_tag("id"): return if_it_is("id", Word::kId);
    case name_tag("modifierExtension"): return if_it_is("modifierExtension", Word::kExtension);
    case name_tag("outcome"): return if_it_is("outcome", Word::kResource);
    case name_tag("reference"): return if_it_is("reference", Word::kReference);
    case name_tag("resource"): return if_it_is("resource", Word::kResource);
    case name_tag("resourceType"): return if_it_is("resourceType", Word::kResourceType);
    case name_tag("signature"): return if_it_is("signature", Word::kSignature);
    case name_tag("text"): return if_it_is("text", Word::kText);
    case name_tag("type"): return if_it_is("type", Word::kType);
    case name_tag("url"): return if_it_is("url", Word::kUrl);
    default: return Word::kOther;
  }
}

}  // namespace concordat::policy
