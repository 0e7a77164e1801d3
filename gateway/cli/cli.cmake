include(${CMAKE_CURRENT_SOURCE_DIR}/config/policy_files.cmake)
include(${CMAKE_CURRENT_SOURCE_DIR}/client/client.cmake)
include(${CMAKE_CURRENT_SOURCE_DIR}/cli/ledger.cmake)

# The examples and schemas become part of the program.
file(GLOB_RECURSE embedded CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/deploy/examples/*.yaml ${PROJECT_SOURCE_DIR}/deploy/examples/*.json
  ${PROJECT_SOURCE_DIR}/deploy/examples/*.hl7 ${PROJECT_SOURCE_DIR}/deploy/examples/*.pdf ${PROJECT_SOURCE_DIR}/deploy/schema/*.json)
set(embedded_source ${CMAKE_BINARY_DIR}/generated/gateway/cli/embedded_files.cc)
add_custom_command(
  OUTPUT ${embedded_source}
  COMMAND ${CMAKE_COMMAND} -DOUTPUT=${embedded_source}
    -DROOTS=${PROJECT_SOURCE_DIR}/deploy/examples=,${PROJECT_SOURCE_DIR}/deploy/schema=schema/
    -P ${CMAKE_CURRENT_SOURCE_DIR}/cli/init/embed.cmake
  DEPENDS ${embedded} cli/init/embed.cmake
  VERBATIM)
# A vocabulary is longer than the string literal that every compiler must take; ours take it.
set_source_files_properties(${embedded_source} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)

concordat_library(gateway_cli
  SOURCES
    cli/command_line.cc cli/control/control_client.cc
    cli/init_command.cc cli/send_command.cc cli/receive_command.cc cli/recall_command.cc cli/status_command.cc cli/control/dead_letter_command.cc
    cli/control/alerts_command.cc cli/control/keys_command.cc cli/output/alert_text.cc
    cli/bench_command.cc
    cli/witness/witness_commands.cc cli/witness/witness_server.cc
    cli/manifest/commitment_check.cc cli/manifest/manifest.cc cli/manifest/manifest_command.cc
    cli/manifest/manifest_reader.cc cli/manifest/manifest_text.cc
    cli/policy/check_command.cc cli/policy/diff_command.cc cli/policy/explain_command.cc cli/policy/fmt_command.cc
    cli/policy/matrix_command.cc cli/policy/policy_commands.cc cli/policy/policy_directory.cc
    cli/policy/replay_command.cc cli/policy/sign_command.cc cli/policy/who_command.cc
    cli/ledger/replay.cc
    cli/policy/review/example_record.cc cli/policy/review/report_command.cc cli/policy/review/test_command.cc
    cli/bench/frame_pipe.cc cli/bench/load_record.cc cli/bench/load_result.cc cli/bench/load_run.cc cli/bench/process_cost.cc
    cli/bench/record_table.cc cli/bench/wire_scan.cc
    cli/output/form.cc cli/output/json_writer.cc cli/output/table.cc
    cli/transfer/answer.cc cli/transfer/durable_file.cc cli/transfer/inbox_folder.cc cli/transfer/proof_file.cc
    cli/transfer/received.cc cli/transfer/receiver.cc cli/transfer/record_file.cc cli/transfer/sender.cc
    cli/init/configuration.cc cli/init/credentials.cc cli/init/embedded_files.cc cli/init/load_agreements.cc cli/init/plain_file.cc
    ${embedded_source}
  DEPENDS gateway_https gateway_witness gateway_client gateway_config gateway_runtime policy_examples policy_explain policy_format policy_report policy_survey
    protocol_media protocol_native crypto CLI11::CLI11)
target_link_libraries(gateway_cli PUBLIC gateway_ledger_commands)
target_compile_definitions(gateway_cli PRIVATE CONCORDAT_VERSION="${PROJECT_VERSION}")

add_executable(concordat cli/main.cc)
target_link_libraries(concordat PRIVATE gateway_cli)
