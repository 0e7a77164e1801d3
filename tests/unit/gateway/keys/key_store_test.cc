#include "gateway/keys/key_store.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <sys/stat.h>

#include <set>

#include "gateway/runtime/files.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::size_t kHead = 12;  // key id, nonce counter

class KeyStoreTest : public ::testing::Test {
 protected:
  KeyStoreTest() {
    write_master('a');
    reopen();
  }

  void write_master(char digit) {
    if (!replace_file(master_, std::string(64, digit) + "\n")) throw std::runtime_error("no master key");
  }
  Result<std::unique_ptr<KeyStore>> open() { return KeyStore::open(master_, ring_, clock_); }
  void reopen() {
    auto opened = open();
    if (!opened) throw std::runtime_error(opened.error().detail);
    keys_ = std::move(*opened);
  }
  Bytes sealed(ByteView context, ByteView text) {
    Bytes out;
    keys_->seal(context, text, out);
    return out;
  }

  TemporaryFolder folder_;
  std::string master_ = folder_.path() / "master.key";
  std::string ring_ = folder_.path() / "keyring";
  std::string pseudonyms_ = folder_.path() / "pseudonym-keys";
  ManualClock clock_;
  std::unique_ptr<KeyStore> keys_;
};

TEST_F(KeyStoreTest, OpensWhatItSealed) {
  EXPECT_EQ(keys_->unseal("place", sealed("place", "a disclosure")).value(), "a disclosure");
  EXPECT_EQ(keys_->unseal("", sealed("", "")).value(), "");
}

TEST_F(KeyStoreTest, SealedBytesShowNothingOfTheText) {
  EXPECT_THAT(sealed("place", "a disclosure"), Not(HasSubstr("disclosure")));
  EXPECT_NE(sealed("place", "a disclosure").substr(kHead), sealed("place", "a disclosure").substr(kHead));
}

TEST_F(KeyStoreTest, AppendsToWhatIsThere) {
  Bytes out = "before";
  keys_->seal("place", "text", out);
  EXPECT_EQ(out.substr(0, 6), "before");
  EXPECT_EQ(keys_->unseal("place", ByteView(out).substr(6)).value(), "text");
}

TEST_F(KeyStoreTest, WhatWasMovedToAnotherPlaceDoesNotOpen) {
  const auto moved = keys_->unseal("another place", sealed("place", "a disclosure"));
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, Code::kStorageFailed);
}

TEST_F(KeyStoreTest, NoChangedOrMissingOctetGoesUnnoticed) {
  const Bytes good = sealed("place", "a disclosure");
  for (std::size_t i = 0; i < good.size(); ++i) {
    Bytes changed = good;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(keys_->unseal("place", changed)) << i;
    EXPECT_FALSE(keys_->unseal("place", ByteView(good).substr(0, i))) << i;
  }
}

TEST_F(KeyStoreTest, OpensAfterARestart) {
  const Bytes before = sealed("place", "a disclosure");
  reopen();
  EXPECT_EQ(keys_->unseal("place", before).value(), "a disclosure");
  EXPECT_EQ(keys_->data_keys(), 2U);
}

TEST_F(KeyStoreTest, OnlyTheOwnerReadsTheRing) {
  struct stat status {};
  ASSERT_EQ(::stat(ring_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(KeyStoreTest, TurnsItsDataKeyEachHour) {
  const Bytes before = sealed("place", "a disclosure");
  clock_.advance_ms(kHourMs - 1);
  ASSERT_TRUE(keys_->rotate_if_due());
  EXPECT_EQ(keys_->data_keys(), 1U);
  clock_.advance_ms(1);
  ASSERT_TRUE(keys_->rotate_if_due());
  EXPECT_EQ(keys_->data_keys(), 2U);
  EXPECT_NE(sealed("place", "a disclosure").substr(0, 4), before.substr(0, 4));
  EXPECT_EQ(keys_->unseal("place", before).value(), "a disclosure");
  ASSERT_TRUE(keys_->rotate_if_due());
  EXPECT_EQ(keys_->data_keys(), 2U);
}

TEST_F(KeyStoreTest, AKeyThatCannotBeKeptIsNotUsed) {
  clock_.advance_ms(kHourMs);
  std::filesystem::create_directory(ring_ + ".new");
  EXPECT_FALSE(keys_->rotate_if_due());
  const Bytes still = sealed("place", "a disclosure");
  std::filesystem::remove(ring_ + ".new");
  reopen();
  EXPECT_EQ(keys_->unseal("place", still).value(), "a disclosure");
}

TEST_F(KeyStoreTest, NoNonceIsUsedTwice) {
  std::set<Bytes> heads;
  for (int turn = 0; turn < 3; ++turn) {
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(heads.insert(sealed("place", "text").substr(0, kHead)).second);
    reopen();
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(heads.insert(sealed("place", "text").substr(0, kHead)).second);
    clock_.advance_ms(kHourMs);
    ASSERT_TRUE(keys_->rotate_if_due());
  }
}

TEST_F(KeyStoreTest, ARingRestoredFromABackupUsesNoNonceAgain) {
  const Bytes backup = read_file(ring_).value();
  reopen();
  const Bytes lost = sealed("place", "text").substr(0, 4);
  ASSERT_TRUE(replace_file(ring_, backup));
  reopen();
  EXPECT_NE(sealed("place", "text").substr(0, 4), lost);
}

TEST_F(KeyStoreTest, DestroysAKeyOnceEverythingOfItsTimeIsSettled) {
  const Bytes before = sealed("place", "a disclosure");
  const std::int64_t then = clock_.unix_ms();
  clock_.advance_ms(kHourMs);
  ASSERT_TRUE(keys_->rotate_if_due());
  EXPECT_EQ(keys_->destroy_before(then).value(), 0U);
  EXPECT_TRUE(keys_->unseal("place", before));
  clock_.advance_ms(5 * kHourMs);
  ASSERT_TRUE(keys_->rotate_if_due());
  EXPECT_EQ(keys_->destroy_before(clock_.unix_ms()).value(), 1U);
  const auto gone = keys_->unseal("place", before);
  ASSERT_FALSE(gone);
  EXPECT_THAT(gone.error().detail, HasSubstr("not in the key ring"));
  reopen();
  EXPECT_FALSE(keys_->unseal("place", before));
}

TEST_F(KeyStoreTest, NeverDestroysTheKeyInUse) {
  clock_.advance_ms(100 * kHourMs);
  EXPECT_EQ(keys_->destroy_before(clock_.unix_ms()).value(), 0U);
  EXPECT_EQ(keys_->unseal("place", sealed("place", "a disclosure")).value(), "a disclosure");
}

// The machine slept, its clock was set right after the start, or the ring could not be written for a while: a key may
// serve for far longer than an hour, and what it sealed last must open as long as that waits.
TEST_F(KeyStoreTest, KeepsAKeyForWhatItSealedLastHoweverOldTheKeyIs) {
  clock_.advance_ms(100 * kHourMs);
  const Bytes late = sealed("place", "a disclosure");
  const std::int64_t accepted = clock_.unix_ms();
  clock_.advance_ms(1000);
  ASSERT_TRUE(keys_->rotate_if_due());
  EXPECT_EQ(keys_->destroy_before(accepted).value(), 0U);
  EXPECT_EQ(keys_->unseal("place", late).value(), "a disclosure");
}

TEST_F(KeyStoreTest, KeepsAKeyFromBeforeTheClockWasPutBack) {
  const Bytes before = sealed("place", "a disclosure");
  const std::int64_t accepted = clock_.unix_ms();
  clock_.advance_ms(-50 * kHourMs);
  reopen();
  for (int hour = 0; hour < 50; ++hour) {
    clock_.advance_ms(kHourMs);
    ASSERT_TRUE(keys_->rotate_if_due());
    ASSERT_TRUE(keys_->destroy_before(std::min(accepted, clock_.unix_ms())));
  }
  EXPECT_EQ(keys_->unseal("place", before).value(), "a disclosure");
}

TEST_F(KeyStoreTest, RefusesADamagedRing) {
  const Bytes good = read_file(ring_).value();
  for (std::size_t i = 0; i < good.size(); ++i) {
    Bytes damaged = good;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x40);
    ASSERT_TRUE(replace_file(ring_, damaged));
    const auto opened = open();
    ASSERT_FALSE(opened) << i;
    EXPECT_EQ(opened.error().code, Code::kStorageFailed);
    EXPECT_THAT(opened.error().detail, HasSubstr(ring_ + ": damaged"));
  }
  ASSERT_TRUE(replace_file(ring_, ByteView(good).substr(0, good.size() - 1)));
  EXPECT_FALSE(open());
  ASSERT_TRUE(replace_file(ring_, ""));
  EXPECT_FALSE(open());
}

TEST_F(KeyStoreTest, ARefusedRingIsLeftAsItWas) {
  ASSERT_TRUE(replace_file(ring_, "something else"));
  ASSERT_FALSE(open());
  EXPECT_EQ(read_file(ring_).value(), "something else");
}

TEST_F(KeyStoreTest, RefusesAnotherMasterKeyThanTheRings) {
  write_master('b');
  const auto opened = open();
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().detail, HasSubstr("another master key"));
}

TEST_F(KeyStoreTest, SaysWhatAMasterKeysFileMustHold) {
  for (const std::string& text : {std::string(), std::string(63, 'a'), std::string(66, 'a'), std::string(64, 'x')}) {
    ASSERT_TRUE(replace_file(master_, text));
    const auto opened = open();
    ASSERT_FALSE(opened) << text;
    EXPECT_EQ(opened.error().code, Code::kConfigInvalid);
    EXPECT_THAT(opened.error().detail, HasSubstr("64 hexadecimal digits"));
    EXPECT_TRUE(text.empty() || opened.error().detail.find(text) == std::string::npos);
  }
  std::filesystem::remove(master_);
  EXPECT_FALSE(open());
}

TEST_F(KeyStoreTest, APersonHasAnotherPseudonymForEachRecipientAndKey) {
  const std::string here = keys_->pseudonym("eastshire-council", "asc-2026", "9991048278");
  EXPECT_EQ(keys_->pseudonym("eastshire-council", "asc-2026", "9991048278"), here);
  EXPECT_NE(keys_->pseudonym("westshire-council", "asc-2026", "9991048278"), here);
  EXPECT_NE(keys_->pseudonym("eastshire-council", "asc-2027", "9991048278"), here);
  EXPECT_NE(keys_->pseudonym("eastshire-council", "asc-2026", "9991048279"), here);
  EXPECT_NE(keys_->pseudonym("ab", "c", "x"), keys_->pseudonym("a", "bc", "x"));
}

TEST_F(KeyStoreTest, KeyedHashesAreTheSameAfterARestartAndOthersUnderAnotherMaster) {
  const auto dedup = keys_->dedup_key("riverside-trust", "id-1");
  const auto subject = keys_->subject("9991048278");
  const std::string pseudonym = keys_->pseudonym("eastshire-council", "asc-2026", "9991048278");
  reopen();
  EXPECT_EQ(keys_->dedup_key("riverside-trust", "id-1"), dedup);
  EXPECT_EQ(keys_->subject("9991048278"), subject);
  EXPECT_EQ(keys_->pseudonym("eastshire-council", "asc-2026", "9991048278"), pseudonym);
  std::filesystem::remove(ring_);
  std::filesystem::remove(pseudonyms_);
  write_master('b');
  reopen();
  EXPECT_NE(keys_->dedup_key("riverside-trust", "id-1"), dedup);
  EXPECT_NE(keys_->subject("9991048278"), subject);
}

TEST_F(KeyStoreTest, WithoutThePseudonymKeysOfItsRingItRefusesToStart) {
  std::filesystem::remove(pseudonyms_);
  const auto opened = open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kStorageFailed);
  EXPECT_THAT(opened.error().detail, HasSubstr(pseudonyms_ + ": missing"));
  EXPECT_FALSE(file_exists(pseudonyms_));
}

TEST_F(KeyStoreTest, OneTextHasADifferentHashForEachUse) {
  const auto subject = keys_->subject("x");
  EXPECT_NE(keys_->dedup_key("", "x"), subject);
  EXPECT_NE(keys_->submission_digest("x", subject), subject);
  EXPECT_NE(keys_->dedup_key("ab", "c"), keys_->dedup_key("a", "bc"));
}

TEST_F(KeyStoreTest, AnAlertOpensForItsRecordAloneHoweverOldItIs) {
  Bytes alert;
  keys_->seal_alert(record_number(1), "why it was an emergency", alert);
  EXPECT_THAT(alert, Not(HasSubstr("emergency")));
  EXPECT_FALSE(keys_->unseal_alert(record_number(2), alert));
  std::filesystem::remove(ring_);  // every data key is gone
  clock_.advance_ms(10'000 * kHourMs);
  reopen();
  EXPECT_EQ(keys_->unseal_alert(record_number(1), alert).value(), "why it was an emergency");
  std::filesystem::remove(ring_);
  std::filesystem::remove(pseudonyms_);
  write_master('b');
  reopen();
  const auto other = keys_->unseal_alert(record_number(1), alert);
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().detail, HasSubstr("another master key"));
}

TEST_F(KeyStoreTest, NoChangedOrMissingOctetOfAnAlertGoesUnnoticed) {
  Bytes good;
  keys_->seal_alert(record_number(1), "why", good);
  for (std::size_t i = 0; i < good.size(); ++i) {
    Bytes changed = good;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(keys_->unseal_alert(record_number(1), changed)) << i;
    EXPECT_FALSE(keys_->unseal_alert(record_number(1), ByteView(good).substr(0, i))) << i;
  }
}

TEST_F(KeyStoreTest, TwoAlertsOfOneTextLookDifferent) {
  Bytes one, other;
  keys_->seal_alert(record_number(1), "why", one);
  keys_->seal_alert(record_number(1), "why", other);
  EXPECT_NE(one.substr(0, kHead), other.substr(0, kHead));
  EXPECT_NE(one.substr(kHead), other.substr(kHead));
}

TEST_F(KeyStoreTest, WhateverIsSealedOpensInItsPlaceOnly) {
  EXPECT_TRUE(rc::check([this](const std::string& context, const std::string& text, const std::string& other) {
    const Bytes out = sealed(context, text);
    RC_ASSERT(keys_->unseal(context, out).value() == text);
    RC_ASSERT(context == other || !keys_->unseal(other, out));
  }));
}

}  // namespace
}  // namespace concordat::gateway
