concordat_library(gateway_witness
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/add_checkpoint.cc
    ${CMAKE_CURRENT_LIST_DIR}/asker.cc
    ${CMAKE_CURRENT_LIST_DIR}/evidence.cc
    ${CMAKE_CURRENT_LIST_DIR}/witness.cc
    ${CMAKE_CURRENT_LIST_DIR}/witness_state.cc
  DEPENDS gateway_ledger_audit gateway_runtime crypto_note Threads::Threads)
