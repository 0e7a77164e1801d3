concordat_bench(hl7_bench
  SOURCES hl7_bench.cc ${PROJECT_SOURCE_DIR}/tests/unit/protocol/hl7_samples.cc
  DEPENDS protocol_hl7)
