# The native client: what the command-line tool, the load generator and tests reach a gateway with.
concordat_library(gateway_client
  SOURCES
    client/ack_signer.cc client/client_file.cc client/native_client.cc client/plan_book.cc client/tls_stream.cc
  DEPENDS protocol_native protocol_receipt crypto policy_source OpenSSL::SSL)
