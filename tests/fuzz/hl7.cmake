concordat_fuzz(hl7_fuzz SOURCES hl7_fuzz.cc ${PROJECT_SOURCE_DIR}/tests/unit/protocol/hl7_samples.cc DEPENDS protocol_hl7)
