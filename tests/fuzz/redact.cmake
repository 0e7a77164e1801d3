concordat_fuzz(redact_fuzz SOURCES redact_fuzz.cc DEPENDS policy_redact policy_verify)
