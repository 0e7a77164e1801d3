concordat_library(gateway_ledger_format
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/durable_file.cc ${CMAKE_CURRENT_LIST_DIR}/json_text.cc
  DEPENDS protocol_base)

# The ledger's keys on disk, for the gateway and for the tool that rotates them.
concordat_library(gateway_ledger_keys
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/keys/key_files.cc
  DEPENDS gateway_runtime crypto_note)

concordat_library(gateway_ledger
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/tree/edge.cc
    ${CMAKE_CURRENT_LIST_DIR}/entry.cc
    ${CMAKE_CURRENT_LIST_DIR}/fork/fork.cc
    ${CMAKE_CURRENT_LIST_DIR}/fork/fork_entries.cc
    ${CMAKE_CURRENT_LIST_DIR}/fork/log_origins.cc
    ${CMAKE_CURRENT_LIST_DIR}/head_file.cc
    ${CMAKE_CURRENT_LIST_DIR}/keys/ledger_key_entry.cc
    ${CMAKE_CURRENT_LIST_DIR}/log.cc
    ${CMAKE_CURRENT_LIST_DIR}/log_keys.cc
    ${CMAKE_CURRENT_LIST_DIR}/log_root.cc
    ${CMAKE_CURRENT_LIST_DIR}/publisher.cc
    ${CMAKE_CURRENT_LIST_DIR}/receipt_entry.cc
    ${CMAKE_CURRENT_LIST_DIR}/retention/prune_plan.cc
    ${CMAKE_CURRENT_LIST_DIR}/retention/pruned_files.cc
    ${CMAKE_CURRENT_LIST_DIR}/retention/pruned_prefix.cc
    ${CMAKE_CURRENT_LIST_DIR}/tree/seal_check.cc
    ${CMAKE_CURRENT_LIST_DIR}/tree/tree_state.cc
    ${CMAKE_CURRENT_LIST_DIR}/persons/detail.cc
    ${CMAKE_CURRENT_LIST_DIR}/persons/erasure_list.cc
    ${CMAKE_CURRENT_LIST_DIR}/persons/person_file.cc
    ${CMAKE_CURRENT_LIST_DIR}/persons/vault.cc
    ${CMAKE_CURRENT_LIST_DIR}/persons/vault_rows.cc
  DEPENDS gateway_ledger_format gateway_ledger_audit gateway_ledger_keys gateway_runtime gateway_store crypto_note Threads::Threads)

# What an auditor needs: neither a store nor a gateway.
concordat_library(gateway_ledger_audit
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/audit/balance.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/canonical_json.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/entry_view.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/growth.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/ledger_files.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/pruned.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/prove.cc
    ${CMAKE_CURRENT_LIST_DIR}/audit/receipts/receipts.cc
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
    ${CMAKE_CURRENT_LIST_DIR}/retention/prune_decision.cc
  DEPENDS gateway_ledger_format crypto_note crypto_tls protocol_receipt)
