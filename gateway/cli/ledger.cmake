# The tool and this part of it call each other: the commands use the tool's forms and its control socket.
concordat_library(gateway_ledger_commands
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/ledger_commands.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/balance_command.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/fork_command.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/ledger_arguments.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/proof_commands.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/prune_command.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/rotate_key_command.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/show_command.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/verify_command.cc
    ${CMAKE_CURRENT_LIST_DIR}/subject/erase_command.cc
    ${CMAKE_CURRENT_LIST_DIR}/subject/report_html.cc
    ${CMAKE_CURRENT_LIST_DIR}/subject/report_text.cc
    ${CMAKE_CURRENT_LIST_DIR}/subject/scan_command.cc
    ${CMAKE_CURRENT_LIST_DIR}/subject/story.cc
    ${CMAKE_CURRENT_LIST_DIR}/subject/subject_arguments.cc
    ${CMAKE_CURRENT_LIST_DIR}/subject/subject_command.cc
    ${CMAKE_CURRENT_LIST_DIR}/subject/subject_report.cc
  DEPENDS gateway_config gateway_ledger_audit gateway_data_folder gateway_keys gateway_ledger gateway_ledger_keys gateway_rocks_store gateway_runtime gateway_cli protocol_json CLI11::CLI11)
