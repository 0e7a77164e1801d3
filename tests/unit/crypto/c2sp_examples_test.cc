// The examples that the C2SP specifications print, as they print them: signed-note, tlog-checkpoint, tlog-cosignature
// and tlog-proof. Their keys are not published with them, so that forms, ids and times are what can be held against
// them; the signatures of other implementations are checked in note_test.cc and tests/interop.

#include <gtest/gtest.h>

#include "crypto/merkle/entry_bundle.h"
#include "crypto/merkle/tile.h"
#include "crypto/note/checkpoint.h"
#include "crypto/note/tlog_proof.h"

namespace concordat::crypto {
namespace {

constexpr std::string_view kCheckpointText =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
constexpr std::string_view kLogLine =
    "\u2014 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
constexpr std::string_view kWitnessLine =
    "\u2014 witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

TEST(C2spSignedNote, TheExampleIsReadAndWrittenBack) {
  const std::string bytes =
      "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned \u00e8 subito sera.\n\n"
      "\u2014 quasimodo.example/salvatore "
      "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
  const auto note = Note::parse(bytes);
  ASSERT_TRUE(note) << note.error().detail;
  EXPECT_TRUE(note->text.ends_with("di sole:\n\ned \u00e8 subito sera.\n")) << "the last empty line divides";
  ASSERT_EQ(note->signatures.size(), 1u);
  EXPECT_EQ(note->signatures[0].name, "quasimodo.example/salvatore");
  EXPECT_EQ(note->signatures[0].key_id, 0x367ba04bu);
  EXPECT_EQ(note->signatures[0].payload.size(), 64u);
  EXPECT_EQ(note->str(), bytes);
}

TEST(C2spTlogCheckpoint, TheExampleIsReadAndWrittenBack) {
  const std::string bytes = std::string(kCheckpointText) + "\n" + std::string(kLogLine);
  const auto note = Note::parse(bytes);
  ASSERT_TRUE(note) << note.error().detail;
  const auto checkpoint = Checkpoint::parse(note->text);
  ASSERT_TRUE(checkpoint) << checkpoint.error().detail;
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->size, 20'852'163u);
  EXPECT_EQ(checkpoint->text(), kCheckpointText);
  EXPECT_EQ(note->signatures[0].name, checkpoint->origin);
  EXPECT_EQ(note->signatures[0].key_id, 0x033de0aeu);
  EXPECT_EQ(note->str(), bytes);
}

TEST(C2spTlogCosignature, TheExampleHasTheTimeThatTheTextSays) {
  const std::string bytes = std::string(kCheckpointText) + "\n" + std::string(kLogLine) + std::string(kWitnessLine);
  const auto note = Note::parse(bytes);
  ASSERT_TRUE(note) << note.error().detail;
  ASSERT_EQ(note->signatures.size(), 2u);
  const NoteSignature& witness = note->signatures[1];
  EXPECT_EQ(witness.name, "witness.example.com/w1");
  EXPECT_EQ(witness.key_id, 0x8d66cf3fu);
  ASSERT_EQ(witness.payload.size(), 72u);
  EXPECT_EQ(get_u64(witness.payload), 1'679'315'147u) << "time 1679315147";
  EXPECT_EQ(note->str(), bytes);
}

// The example's signatures and extra data are abridged in print; its lines are not.
TEST(C2spTlogProof, TheLinesOfTheExampleAreReadAndWrittenBack) {
  const std::string bytes =
      "c2sp.org/tlog-proof@v1\nindex 73894\n"
      "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\nB95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n"
      "EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=\nRoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=\n"
      "AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=\n\n"
      "example.com/fancylog\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n\n" +
      std::string(kLogLine);
  const auto proof = TlogProof::parse(bytes);
  ASSERT_TRUE(proof) << proof.error().detail;
  EXPECT_EQ(proof->index, 73'894u);
  ASSERT_EQ(proof->hashes.size(), 5u);
  EXPECT_EQ(base64(proof->hashes[4].view()), "AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=");
  EXPECT_EQ(Checkpoint::parse(Note::parse(proof->checkpoint)->text)->size, 109'482u);
  EXPECT_EQ(proof->str(), bytes);
}

// "index 1234067 will be encoded as x001/x234/067"
TEST(C2spTlogTiles, ThePathsOfTheTextAreOurs) {
  EXPECT_EQ((Tile{Tile::Kind::kHashes, 0, 1'234'067}).path(), "tile/0/x001/x234/067");
  EXPECT_EQ((Tile{Tile::Kind::kEntries, 0, 1'234'067}).path(), "tile/entries/x001/x234/067");
  EXPECT_EQ((Tile{Tile::Kind::kHashes, 1, 273, 112}).path(), "tile/1/273.p/112");
}

// "each hash in a tile is the Merkle Tree Hash of a full tile at the level below": floor(s / 256^l) mod 256 wide.
TEST(C2spTlogTiles, APartialTileIsAsWideAsTheFormulaSays) {
  for (const std::uint64_t size : {1ull, 255ull, 256ull, 257ull, 65'535ull, 65'536ull, 65'537ull, 70'000ull,
                                   16'777'216ull, 16'777'217ull, 10'000'000ull}) {
    for (unsigned level = 0; level < 4; ++level) {
      const std::uint64_t hashes = size >> (8 * level);
      if (hashes == 0) continue;
      const auto last = tile_holding(Tile::Kind::kHashes, level, hashes - 1, size);
      ASSERT_TRUE(last);
      EXPECT_EQ(last->width, hashes % 256 == 0 ? 256u : hashes % 256) << size << " at level " << level;
    }
  }
}

// RFC 6962, section 2.1: the hash of no entries, of one empty entry, and of an entry of each extreme length.
TEST(Rfc6962, LeavesOfEveryLengthHashAsDefined) {
  EXPECT_EQ(empty_root().hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(leaf_hash("").hex(), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  for (const std::size_t size : {std::size_t{65'535}, std::size_t{65'536}}) {
    const Bytes entry(size, 'x');
    EXPECT_EQ(leaf_hash(entry), sha256(Bytes(1, '\0') + entry)) << size;
  }
  Bytes bundle;
  EXPECT_TRUE(append_entry(bundle, Bytes(65'535, 'x')));
  EXPECT_EQ(append_entry(bundle, Bytes(65'536, 'x')).error().code, Code::kTooLarge);
}

}  // namespace
}  // namespace concordat::crypto
