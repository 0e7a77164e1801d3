// What the hot path pays for crypto a record (DESIGN.md, Performance): hashes of entries and nodes, keyed ids, sealing
// a body, and one signature a commit.
#include <benchmark/benchmark.h>

#include "crypto/merkle/frontier.h"
#include "crypto/merkle/proof.h"
#include "crypto/note/checkpoint.h"
#include "crypto/primitive/aead.h"
#include "crypto/primitive/digest.h"
#include "crypto/primitive/random.h"
#include "crypto/primitive/sign.h"

namespace concordat::crypto {
namespace {

void sha256_of(benchmark::State& state) {
  const Bytes message(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) benchmark::DoNotOptimize(sha256(message));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(sha256_of)->Arg(65)->Arg(700)->Arg(1024);

void hmac_of(benchmark::State& state) {
  const HmacKey key(random_bytes(32));
  const Bytes message(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) benchmark::DoNotOptimize(key.mac(message));
}
BENCHMARK(hmac_of)->Arg(32)->Arg(128);

void seal(benchmark::State& state) {
  const AeadKey key(random_secret(AeadKey::kSize));
  const Bytes aad(64, 'a');
  const Bytes body(static_cast<std::size_t>(state.range(0)), 'x');
  Bytes out;
  std::uint64_t counter = 0;
  for (auto _ : state) {
    out.clear();
    key.seal(counter_nonce(++counter), aad, body, out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(seal)->Arg(2048);

void open(benchmark::State& state) {
  const AeadKey key(random_secret(AeadKey::kSize));
  const Bytes aad(64, 'a');
  Bytes sealed;
  key.seal(counter_nonce(1), aad, Bytes(static_cast<std::size_t>(state.range(0)), 'x'), sealed);
  for (auto _ : state) benchmark::DoNotOptimize(key.open(counter_nonce(1), aad, sealed));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(open)->Arg(2048);

void ed25519_sign(benchmark::State& state) {
  const SigningKey key = SigningKey::generate();
  const Bytes text(120, 'x');
  for (auto _ : state) benchmark::DoNotOptimize(key.sign(text));
}
BENCHMARK(ed25519_sign);

void ed25519_verify(benchmark::State& state) {
  const SigningKey key = SigningKey::generate();
  const Bytes text(120, 'x');
  const Signature signature = key.sign(text);
  for (auto _ : state) benchmark::DoNotOptimize(key.public_key().verify(text, view(signature)));
}
BENCHMARK(ed25519_verify);

void leaf_append(benchmark::State& state) {
  const Bytes entry(700, 'x');
  Frontier frontier;
  for (auto _ : state) frontier.append(leaf_hash(entry));
  benchmark::DoNotOptimize(frontier.root());
}
BENCHMARK(leaf_append);

void checkpoint_sign(benchmark::State& state) {
  const SigningKey key = SigningKey::generate();
  const VerifierKey vkey = VerifierKey::make("ledger.example/hub", KeyType::kLog, key.public_key()).value();
  const Checkpoint head{"ledger.example/hub", 1'234'567, sha256("root")};
  for (auto _ : state) benchmark::DoNotOptimize(sign_checkpoint(head, vkey, key));
}
BENCHMARK(checkpoint_sign);

void inclusion_check(benchmark::State& state) {
  const Digest leaf = leaf_hash("entry");
  const auto fetch = [&](NodeId node) -> Result<Digest> {
    return node == NodeId{0, 777'777} ? leaf : sha256(std::to_string(node.index));
  };
  // The hashes are made up; the work of following them is the same.
  const Proof proof = inclusion_proof(777'777, 1'000'000, fetch).value();
  const Digest root = sha256("another root");
  for (auto _ : state) benchmark::DoNotOptimize(check_inclusion(777'777, 1'000'000, leaf, proof, root));
}
BENCHMARK(inclusion_check);

void salt(benchmark::State& state) {
  std::array<std::uint8_t, 16> bytes;
  for (auto _ : state) {
    fill_random_buffered(bytes);
    benchmark::DoNotOptimize(bytes);
  }
}
BENCHMARK(salt);

}  // namespace
}  // namespace concordat::crypto

BENCHMARK_MAIN();
