#pragma once
// Where witnesses meet HTTP: the path under which one answers, and how others are asked. The witness knows no sockets,
// and the door knows no witness.

#include <string>

#include "gateway/https/http_client.h"
#include "gateway/https/router.h"
#include "gateway/witness/asker.h"
#include "gateway/witness/witness.h"

namespace concordat::gateway {

// `witness` outlives the router.
void add_witness_call(Router& router, const std::string& path, Witness& witness);
// `client` outlives what is given.
[[nodiscard]] WitnessExchange witness_exchange(HttpClient& client);

}  // namespace concordat::gateway
