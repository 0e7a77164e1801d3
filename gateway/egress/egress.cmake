concordat_library(gateway_egress
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/dispatcher.cc ${CMAKE_CURRENT_LIST_DIR}/receipt_check.cc
  DEPENDS crypto_tls gateway_pipeline gateway_runtime protocol_receipt)
