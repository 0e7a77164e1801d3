concordat_library(gateway_ledger
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/edge.cc
    ${CMAKE_CURRENT_LIST_DIR}/entry.cc
    ${CMAKE_CURRENT_LIST_DIR}/files.cc
    ${CMAKE_CURRENT_LIST_DIR}/head_file.cc
    ${CMAKE_CURRENT_LIST_DIR}/json_text.cc
    ${CMAKE_CURRENT_LIST_DIR}/log.cc
    ${CMAKE_CURRENT_LIST_DIR}/tree_state.cc
    ${CMAKE_CURRENT_LIST_DIR}/vault.cc
  DEPENDS protocol_base crypto_primitive crypto_merkle crypto_note gateway_store Threads::Threads)
