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
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/keys/key_store_test.cc ${CMAKE_CURRENT_LIST_DIR}/keys/pseudonym_ring_test.cc
  DEPENDS gateway_keys ledger_fixture)

concordat_test(pipeline_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/pipeline/judge_emergency_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/pipeline/judge_opaque_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/pipeline/judge_refusal_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/pipeline/circumstances_test.cc ${CMAKE_CURRENT_LIST_DIR}/pipeline/judge_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/pipeline/person_lists_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/pipeline/kept_receipt_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/pipeline/snapshot_test.cc
  DEPENDS gateway_example)

concordat_test(alerts_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/alerts/alert_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/alerts/officers_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/alerts/open_alerts_test.cc
  DEPENDS gateway_alerts gateway_example)

add_library(gateway_counter STATIC ${CMAKE_CURRENT_LIST_DIR}/session/counter.cc)
target_link_libraries(gateway_counter PUBLIC gateway_example gateway_session gateway_commit)

concordat_test(native_session_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/session/dispatcher_narrowing_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/session/dispatcher_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/session/native_session_test.cc
  DEPENDS gateway_counter)

concordat_test(gateway_config_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/config/gateway_config_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/config/policy_source_test.cc
  DEPENDS gateway_example)

concordat_test(control_commands_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/session/alert_commands_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/session/control_commands_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/session/key_commands_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/session/subject_commands_test.cc
  DEPENDS gateway_counter gateway_admin)

concordat_test(housekeeping_test
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/session/housekeeping_test.cc
  DEPENDS gateway_counter gateway_daemon)
