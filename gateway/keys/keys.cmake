concordat_library(gateway_keys
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/key_store.cc ${CMAKE_CURRENT_LIST_DIR}/pseudonym_ring.cc
  DEPENDS crypto_primitive gateway_runtime policy_redact)
