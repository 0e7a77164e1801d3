concordat_fuzz(redact_fuzz SOURCES redact_fuzz.cc DEPENDS policy_redact policy_verify policy_plan)
concordat_fuzz(free_text_fuzz SOURCES free_text_fuzz.cc DEPENDS policy_redact)
concordat_fuzz(fhir_redact_fuzz SOURCES fhir_redact_fuzz.cc DEPENDS leaf_ledger)
concordat_fuzz(hl7_redact_fuzz SOURCES hl7_redact_fuzz.cc DEPENDS leaf_ledger)
