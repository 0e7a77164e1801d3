// Witnesses: two stand-alone ones and a gateway that is one. A quorum is reached, an outage stops nothing and is caught
// up with, and a ledger that shows two histories is refused, said and kept as evidence.

#include <gtest/gtest.h>

#include <bit>
#include <filesystem>
#include <thread>

#include "crypto/merkle/frontier.h"
#include "crypto/note/checkpoint.h"
#include "tests/integration/peers/raw_peer.h"

namespace concordat::integration {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr const char* kGood = "deploy/examples/records/bench-referral.json";
constexpr auto kCaughtUp = 90s;  // the longest pause between two tries, and some

// `concordat witness`, in a folder of its own.
class LoneWitness {
 public:
  LoneWitness(const std::string& folder, const std::string& name, const std::string& log_vkey) : folder_(folder) {
    const Finished made = run({CONCORDAT_PROGRAM, "witness", "init", folder, "--name", name});
    if (made.exit_code != 0) throw std::runtime_error(made.err);
    vkey_ = lines_of(made.out).at(0);
    write_file(folder + "/policy", "log " + log_vkey + "\nquorum none\n");
    start();
  }

  void start() {
    process_.emplace(std::vector<std::string>{CONCORDAT_PROGRAM, "witness", "run", folder_, "--listen",
                                              "127.0.0.1:" + std::to_string(port_)});
    const auto line = process_->wait_for_line("concordat witness is ready", in(30s));
    if (!line) throw std::runtime_error("no witness: " + process_->err());
    port_ = static_cast<std::uint16_t>(std::stoi(line->substr(line->rfind("127.0.0.1:") + 10)));
  }
  void kill() { process_->kill_and_wait(); }
  [[nodiscard]] Finished stop() {
    process_->signal(SIGTERM);
    EXPECT_TRUE(process_->wait(in(20s)));
    return process_->finished();
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] const std::string& vkey() const { return vkey_; }
  [[nodiscard]] const std::string& folder() const { return folder_; }

  [[nodiscard]] std::pair<int, std::string> add_checkpoint(const std::string& body) const {
    RawPeer peer = RawPeer::plain(port_);
    (void)peer.send("POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " +
                    std::to_string(body.size()) + "\r\n\r\n" + body);
    const std::string answer = peer.receive_all();
    if (!answer.starts_with("HTTP/1.1 ")) return {0, answer};
    return {std::stoi(answer.substr(9, 3)), answer.substr(answer.find("\r\n\r\n") + 4)};
  }
  // One file for each contradiction.
  [[nodiscard]] std::vector<std::string> evidence() const {
    return exists(folder_ + "/evidence") ? files_under(folder_ + "/evidence") : std::vector<std::string>{};
  }

 private:
  std::string folder_;
  std::string vkey_;
  std::uint16_t port_ = 0;
  std::optional<Process> process_;
};

std::string ledger_vkey(const Gateway& gateway) {
  return lines_of(read_file(gateway.file("ledger.vkey"))).at(0);
}

// The gateway asks these from its next start on.
void ask_witnesses(const Gateway& gateway, const std::string& witness_lines) {
  write_file(gateway.file("witnesses.policy"), "log " + ledger_vkey(gateway) + "\n" + witness_lines);
  const std::string file = gateway.file("gateway.yaml");
  write_file(file, read_file(file) + "ledger: {witnesses: witnesses.policy}\n");
}

std::uint64_t size_of(const std::string& checkpoint_file) {
  return exists(checkpoint_file) ? std::stoull(lines_of(read_file(checkpoint_file)).at(1)) : 0;
}
std::uint64_t witnessed_size(const Gateway& gateway) {
  return size_of(gateway.file("data/ledger/checkpoint.witnessed"));
}
// Waits until the quorum has cosigned everything that is committed now, the start itself at least.
bool all_witnessed(const Gateway& gateway) {
  (void)gateway.ledger(1);
  const auto size = static_cast<std::uint64_t>(
      gateway.control(R"({"command":"status"})").at("ledger_size").to_number<std::int64_t>());
  return wait_until(gateway.file("data/ledger"), in(kCaughtUp), [&] { return witnessed_size(gateway) >= size; });
}

TEST(Witnesses, AQuorumVouchesAndAnOutageStopsNothing) {
  Gateway gateway;
  LoneWitness north(gateway.outside("north"), "north.example/witness", ledger_vkey(gateway));
  LoneWitness south(gateway.outside("south"), "south.example/witness", ledger_vkey(gateway));
  ask_witnesses(gateway, "witness north " + north.vkey() + " " + north.url() + "\nwitness south " + south.vkey() + " " +
                             south.url() + "\ngroup both all north south\nquorum both\n");
  gateway.start();
  const Finished sent = gateway.send({source_file(kGood)});
  ASSERT_EQ(sent.exit_code, 0) << sent.err;
  const std::string index = std::to_string(json_lines(sent.out).at(0).at("ledger_index").to_number<std::uint64_t>());
  ASSERT_TRUE(all_witnessed(gateway)) << gateway.terminal();
  const std::string policy = gateway.file("witnesses.policy");
  const Finished verified = gateway.tool({"ledger", "verify", gateway.config(), "--policy", policy});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_NE(verified.out.find("north, south"), std::string::npos) << verified.out;

  const auto prove = [&](std::vector<std::string> more) {
    std::vector<std::string> all{"ledger",
                                 "prove",
                                 gateway.config(),
                                 index,
                                 "-o",
                                 gateway.outside("proof"),
                                 "--entry",
                                 gateway.outside("entry")};
    all.insert(all.end(), more.begin(), more.end());
    EXPECT_EQ(gateway.tool(all).exit_code, 0);
    return gateway.tool(
        {"ledger", "check", gateway.outside("proof"), "--entry", gateway.outside("entry"), "--policy", policy});
  };
  const Finished checked = prove({"--witnessed"});
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
  EXPECT_NE(checked.out.find("witnessed by north, south"), std::string::npos) << checked.out;
  EXPECT_EQ(prove({}).exit_code, 1) << "the newest checkpoint alone is nobody's but the log's";

  south.kill();
  const std::uint64_t before = witnessed_size(gateway);
  ASSERT_EQ(gateway.send({source_file(kGood)}).exit_code, 0) << "traffic goes on";
  EXPECT_TRUE(gateway.logged({"\"event.action\":\"witness\"", "traffic goes on", "south"}));
  const auto status = gateway.control(R"({"command":"status"})");
  EXPECT_TRUE(status.at("ready").as_bool()) << "it is no reason to refuse";
  EXPECT_NE(boost::json::serialize(status.at("faults")).find("witness south"), std::string::npos);
  EXPECT_EQ(witnessed_size(gateway), before) << "half a quorum is none";
  south.start();
  EXPECT_TRUE(all_witnessed(gateway));
  EXPECT_TRUE(gateway.logged({"a witness cosigns again: south"}));
  EXPECT_EQ(gateway.ledger_faults(), "");
  EXPECT_EQ(gateway.stop().exit_code, 0);
  EXPECT_EQ(north.stop().exit_code, 0);
}

TEST(Witnesses, ARewrittenLedgerIsExposed) {
  Gateway honest;
  LoneWitness witness(honest.outside("w"), "north.example/witness", ledger_vkey(honest));
  const std::string line = "witness north " + witness.vkey() + " " + witness.url() + "\nquorum north\n";
  ask_witnesses(honest, line);
  honest.start();
  // Where the size is a power of two, a proof says nothing of the older root.
  do {
    ASSERT_EQ(honest.send({source_file(kGood)}).exit_code, 0);
    ASSERT_TRUE(all_witnessed(honest));
  } while (std::has_single_bit(witnessed_size(honest)));
  honest.kill();
  const std::uint64_t known = witnessed_size(honest);

  // Whoever has the key, and signs another history with it.
  Gateway forger;
  for (const char* file : {"keys/ledger.key", "ledger.vkey"})
    fs::copy_file(honest.file(file), forger.file(file), fs::copy_options::overwrite_existing);
  ask_witnesses(forger, line);
  forger.start();
  EXPECT_TRUE(forger.logged({"a witness has cosigned a larger tree"}));
  while (forger.ledger().size() <= known) ASSERT_EQ(forger.send({source_file(kGood)}).exit_code, 0);
  EXPECT_TRUE(wait_until(witness.folder(), in(kCaughtUp), [&] { return !witness.evidence().empty(); }));
  EXPECT_TRUE(forger.logged({"a witness holds another history of this ledger", "\"log.level\":\"critical\""}));
  EXPECT_EQ(witnessed_size(forger), 0u) << "it was never cosigned";
  ASSERT_FALSE(witness.evidence().empty());
  const std::string evidence = read_file(witness.evidence().at(0));
  EXPECT_NE(evidence.find("ledger"), std::string::npos);
  const std::string cosigned = read_file(honest.file("data/ledger/checkpoint.witnessed"));
  EXPECT_NE(evidence.find(cosigned.substr(0, cosigned.rfind("\n\u2014 "))), std::string::npos)
      << "the honest head, as it was signed:\n"
      << cosigned << evidence;
  EXPECT_NE(witness.stop().err.find("contradicts itself"), std::string::npos);
}

// A log of two entries, under a key of the test.
struct SmallLog {
  crypto::SigningKey key = crypto::SigningKey::generate();
  crypto::VerifierKey vkey =
      crypto::VerifierKey::make("small.example/ledger", crypto::KeyType::kLog, key.public_key()).value();

  [[nodiscard]] std::string note(const std::vector<std::string>& entries) const {
    crypto::Frontier tree;
    for (const std::string& entry : entries) tree.append(crypto::leaf_hash(entry));
    return crypto::sign_checkpoint({vkey.name(), tree.size(), tree.root()}, vkey, key);
  }
};

TEST(Witnesses, AnswerByTheProtocol) {
  TempFolder folder;
  const SmallLog log, other;
  LoneWitness witness(folder.file("w"), "north.example/witness", log.vkey.str());
  const std::string one = "old 0\n\n" + log.note({"a"});
  const auto first = witness.add_checkpoint(one);
  ASSERT_EQ(first.first, 200) << first.second;
  EXPECT_TRUE(crypto::open_checkpoint(log.note({"a"}) + first.second, log.vkey,
                                      std::array{crypto::VerifierKey::parse(witness.vkey()).value()}));
  EXPECT_EQ(witness.add_checkpoint("old 1\n\n" + other.note({"a"})).first, 403) << "another key";
  crypto::SigningKey key = crypto::SigningKey::generate();
  const auto stranger =
      crypto::VerifierKey::make("stranger.example/ledger", crypto::KeyType::kLog, key.public_key()).value();
  const std::string unknown = crypto::sign_checkpoint({stranger.name(), 0, crypto::empty_root()}, stranger, key);
  EXPECT_EQ(witness.add_checkpoint("old 0\n\n" + unknown).first, 404);
  const auto two_heads = witness.add_checkpoint("old 1\n\n" + log.note({"b"}));
  EXPECT_EQ(two_heads, std::pair(409, std::string("1\n")));
  EXPECT_EQ(witness.evidence().size(), 1u);
  EXPECT_EQ(witness.add_checkpoint("nonsense").first, 400);
  EXPECT_EQ(witness.add_checkpoint(std::string(100'000, 'x')).first, 413);

  // A proof of the second entry, which the first one's hash alone would not continue.
  const std::string sibling = base64(crypto::leaf_hash("c").view()) + "\n";
  EXPECT_EQ(
      witness.add_checkpoint("old 1\n" + base64(crypto::leaf_hash("d").view()) + "\n\n" + log.note({"a", "c"})).first,
      422);
  witness.kill();
  witness.start();
  EXPECT_EQ(witness.add_checkpoint(one), std::pair(409, std::string("1\n"))) << "it remembers";
  EXPECT_EQ(witness.add_checkpoint("old 1\n" + sibling + "\n" + log.note({"a", "c"})).first, 200);
}

TEST(Witnesses, OfTwoThatRaceExactlyOneWins) {
  TempFolder folder;
  const SmallLog log;
  LoneWitness witness(folder.file("w"), "north.example/witness", log.vkey.str());
  for (int run = 0; run < 5; ++run) {
    // Two futures of one past: only one of them may ever be cosigned.
    const SmallLog fresh;
    write_file(folder.file("w/policy"), "log " + fresh.vkey.str() + "\nquorum none\n");
    witness.kill();
    fs::remove_all(folder.file("w/state"));
    fs::remove_all(folder.file("w"));
    LoneWitness racing(folder.file("w"), "north.example/witness", fresh.vkey.str());
    std::array<int, 2> status{};
    std::thread left([&] { status[0] = racing.add_checkpoint("old 0\n\n" + fresh.note({"a", "left"})).first; });
    std::thread right([&] { status[1] = racing.add_checkpoint("old 0\n\n" + fresh.note({"a", "right"})).first; });
    left.join();
    right.join();
    EXPECT_EQ(std::min(status[0], status[1]), 200);
    EXPECT_EQ(std::max(status[0], status[1]), 409);
    EXPECT_EQ(racing.evidence().size(), 1u) << "and the log that signed both is found out";
  }
}

TEST(Witnesses, AreNotStartedOverAStateThatIsLostOrDamaged) {
  TempFolder folder;
  const SmallLog log;
  LoneWitness witness(folder.file("w"), "north.example/witness", log.vkey.str());
  ASSERT_EQ(witness.add_checkpoint("old 0\n\n" + log.note({"a"})).first, 200);
  EXPECT_EQ(witness.stop().exit_code, 0);
  const auto start = [&] {
    return run({CONCORDAT_PROGRAM, "witness", "run", folder.file("w"), "--listen", "127.0.0.1:0"});
  };
  std::string state = read_file(folder.file("w/state"));
  state[state.size() / 2] ^= 1;
  write_file(folder.file("w/state"), state);
  EXPECT_NE(start().err.find("is damaged"), std::string::npos);
  fs::remove(folder.file("w/state"));
  EXPECT_NE(start().err.find("is missing"), std::string::npos);
  EXPECT_EQ(run({CONCORDAT_PROGRAM, "witness", "run", folder.file("w"), "--listen", "0.0.0.0:0"}).exit_code, 1);
}

// A gateway cosigns another's ledger, over mutual TLS.
TEST(Witnesses, AGatewayIsOneForAnother) {
  Gateway witness;
  Gateway asking;
  write_file(witness.file("witnessed.policy"), "log " + ledger_vkey(asking) + "\nquorum none\n");
  fs::copy_file(asking.file("keys/ledger.key"), witness.file("keys/witness.key"));  // any Ed25519 key
  const std::string file = witness.file("gateway.yaml");
  write_file(file, read_file(file) + "witness: {key: keys/witness.key, policy: witnessed.policy}\n");
  witness.start();
  const std::string vkey = lines_of(read_file(witness.file("data/witness/witness.vkey"))).at(0);

  // The asking gateway is an agency of the other.
  crypto::CertificateSpec spec = client_spec("riverside-trust");
  spec.usage = crypto::Usage::kClientAndServer;
  spec.san_dns = {"localhost"};
  spec.san_ips = {"127.0.0.1"};
  const auto credential = authority_of(witness).issue(spec);
  ASSERT_TRUE(credential);
  write_file(asking.file("tls/gateway.crt"), credential->certificate_pem);
  write_file(asking.file("tls/gateway.key"), credential->key_pem.view());
  for (const char* name : {"tls/ca.crt", "tls/ca.crl"})
    fs::copy_file(witness.file(name), asking.file(name), fs::copy_options::overwrite_existing);
  ask_witnesses(asking, "witness other " + vkey + " https://127.0.0.1:" + std::to_string(witness.https_port()) +
                            "/witness\nquorum other\n");
  asking.start();
  EXPECT_TRUE(all_witnessed(asking)) << asking.terminal();
  const Finished verified =
      asking.tool({"ledger", "verify", asking.config(), "--policy", asking.file("witnesses.policy")});
  EXPECT_EQ(verified.exit_code, 0) << verified.out;
  EXPECT_EQ(asking.stop().exit_code, 0);
}

}  // namespace
}  // namespace concordat::integration
