# The tool and this part of it call each other: the commands use the tool's forms and its control socket.
concordat_library(gateway_ledger_commands
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/ledger_commands.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/balance_command.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/ledger_arguments.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/proof_commands.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/show_command.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/verify_command.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/export/audit_event.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/export/csv_row.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/export/export_command.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/export/fhir_writer.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/export/ledger_line.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/views/bar_chart.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/views/obstacle_words.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/views/queue_comparison.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/views/undelivered_command.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/views/withheld_command.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/views/withheld_page.cc
    ${CMAKE_CURRENT_LIST_DIR}/ledger/views/withheld_report.cc
  DEPENDS gateway_ledger_audit gateway_runtime gateway_cli policy_report protocol_json CLI11::CLI11)
