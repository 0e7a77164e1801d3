concordat_fuzz(redact_fuzz SOURCES redact_fuzz.cc DEPENDS policy_redact policy_verify policy_plan)
concordat_fuzz(free_text_fuzz SOURCES free_text_fuzz.cc DEPENDS policy_redact)
