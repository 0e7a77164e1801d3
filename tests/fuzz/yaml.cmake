concordat_fuzz(yaml_fuzz SOURCES yaml_fuzz.cc DEPENDS policy_load)
