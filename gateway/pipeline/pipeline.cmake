concordat_library(gateway_pipeline
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/envelope.cc ${CMAKE_CURRENT_LIST_DIR}/judge.cc ${CMAKE_CURRENT_LIST_DIR}/kept_circumstances.cc
    ${CMAKE_CURRENT_LIST_DIR}/kept_receipt.cc ${CMAKE_CURRENT_LIST_DIR}/named_subjects.cc ${CMAKE_CURRENT_LIST_DIR}/number_lists.cc ${CMAKE_CURRENT_LIST_DIR}/person_lists.cc
    ${CMAKE_CURRENT_LIST_DIR}/plan_frames.cc ${CMAKE_CURRENT_LIST_DIR}/record_kinds.cc ${CMAKE_CURRENT_LIST_DIR}/snapshot.cc
    ${CMAKE_CURRENT_LIST_DIR}/manifest.cc
  DEPENDS gateway_alerts gateway_runtime gateway_keys gateway_ledger gateway_store policy_decide policy_redact policy_verify protocol_media protocol_native)
