# The redacting half: selectors, records, the redactor, and the verifier that shares nothing with it but the parser's tokens.
concordat_library(policy_selector
  SOURCES model/selector.cc
  DEPENDS protocol_base)
