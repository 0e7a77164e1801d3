#include "gateway/https/witness_calls.h"

namespace concordat::gateway {

void add_witness_call(Router& router, const std::string& path, Witness& witness) {
  router.add({"POST", path,
              [&witness](const HttpRequest& request, const HttpReply& reply) {
                WitnessAnswer answer = witness.add_checkpoint(request.body);
                reply({answer.status, std::move(answer.content_type), std::move(answer.body)});
              },
              kAddCheckpointBytes});
}

WitnessExchange witness_exchange(HttpClient& client) {
  return [&client](const std::vector<WitnessCall>& calls) {
    std::vector<HttpPost> posts;
    for (const WitnessCall& call : calls) posts.push_back({call.url, call.body});
    std::vector<Result<WitnessAnswer>> answers;
    for (Result<HttpAnswer>& answer : client.post_all(std::move(posts))) {
      if (answer) {
        answers.emplace_back(WitnessAnswer{answer->status, std::move(answer->content_type), std::move(answer->body)});
      } else {
        answers.emplace_back(fail(std::move(answer).error()));
      }
    }
    return answers;
  };
}

}  // namespace concordat::gateway
