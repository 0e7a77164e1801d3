concordat_fuzz(format_fuzz SOURCES format_fuzz.cc DEPENDS policy_format)
