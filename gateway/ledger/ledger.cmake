concordat_library(gateway_ledger_format
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/durable_file.cc ${CMAKE_CURRENT_LIST_DIR}/json_text.cc
  DEPENDS protocol_base)

concordat_library(gateway_ledger
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/edge.cc
    ${CMAKE_CURRENT_LIST_DIR}/entry.cc
    ${CMAKE_CURRENT_LIST_DIR}/head_file.cc
    ${CMAKE_CURRENT_LIST_DIR}/log.cc
    ${CMAKE_CURRENT_LIST_DIR}/publisher.cc
    ${CMAKE_CURRENT_LIST_DIR}/tree_state.cc
    ${CMAKE_CURRENT_LIST_DIR}/persons/detail.cc
    ${CMAKE_CURRENT_LIST_DIR}/persons/erasure_list.cc
    ${CMAKE_CURRENT_LIST_DIR}/persons/person_file.cc
    ${CMAKE_CURRENT_LIST_DIR}/persons/vault.cc
    ${CMAKE_CURRENT_LIST_DIR}/persons/vault_rows.cc
  DEPENDS gateway_ledger_format gateway_runtime gateway_store crypto_note Threads::Threads)

# What an auditor needs: neither a store nor a gateway.
concordat_library(gateway_ledger_audit
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/audit/balance.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/canonical_json.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/entry_view.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/growth.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/ledger_files.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/prove.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/show.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/tree_check.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/verify.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/views/entry_scan.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/views/entry_time.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/views/judged_view.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/views/open_pairs.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/views/plan_view.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/views/undelivered.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/views/withheld.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/witnessed.cc
  DEPENDS gateway_ledger_format crypto_note)
