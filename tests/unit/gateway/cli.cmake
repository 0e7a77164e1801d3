concordat_test(cli_test
  SOURCES
    cli/alert_text_test.cc cli/answer_test.cc cli/client_file_test.cc cli/command_test.cc cli/configuration_test.cc cli/fake_gateway.cc cli/fmt_command_test.cc cli/inbox_folder_test.cc
    cli/load_test.cc cli/manifest_test.cc cli/native_client_test.cc cli/output_test.cc cli/plan_book_test.cc cli/policy_files_test.cc cli/record_file_test.cc cli/send_test.cc
    cli/wire_scan_test.cc
  DEPENDS gateway_cli)
# The commands are tested by running the built program.
add_dependencies(cli_test concordat)
target_compile_definitions(cli_test PRIVATE CONCORDAT_BINARY="$<TARGET_FILE:concordat>"
  CONCORDAT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
