add_library(gateway_example STATIC
  ${CMAKE_CURRENT_LIST_DIR}/pipeline/example.cc)
target_link_libraries(gateway_example PUBLIC gateway_config gateway_pipeline ledger_fixture)
target_compile_definitions(gateway_example PRIVATE CONCORDAT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")

concordat_test(gateway_runtime_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/runtime/event_log_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/runtime/files_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/runtime/health_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/runtime/repeat_limit_test.cc
  DEPENDS gateway_runtime ledger_fixture protocol_json)

concordat_test(key_store_test
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/keys/key_store_test.cc
  DEPENDS gateway_keys ledger_fixture)

concordat_test(pipeline_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/pipeline/judge_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/pipeline/kept_receipt_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/pipeline/snapshot_test.cc
  DEPENDS gateway_example)
