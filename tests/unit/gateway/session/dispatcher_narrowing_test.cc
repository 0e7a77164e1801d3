// What waited under an agreement that has since become narrower, or wider.

#include <set>

#include "tests/unit/gateway/session/dispatcher_fixture.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST_F(DispatcherTest, NarrowsToWhatIsStillAllowed) {
  queue(2);
  const std::string wide = deliveries(1).at(0).body();
  ASSERT_THAT(wide, HasSubstr("4096"));  // the key safe's code
  change_policy("    - home.*\n", "");
  const auto narrow = deliveries(1);
  ASSERT_THAT(narrow, SizeIs(1));
  EXPECT_THAT(narrow[0].body(), Not(HasSubstr("4096")));
  EXPECT_THAT(narrow[0].body(), HasSubstr("Lightfoot"));
  EXPECT_THAT(house_.ledger(), HasSubstr("\"narrow\""));
}

// "Withheld" is never mistaken for "not there": not when it was withheld at first, and not when it is withheld later.
TEST_F(DispatcherTest, ANarrowedRecordsManifestStillSaysWhatIsHeldBack) {
  queue(2);
  const auto absent = [&](const wire::Delivery& delivery) {
    const auto snapshot = house_.policy.get();
    const auto& items = snapshot->policy().vocabulary().items;
    std::set<std::string> names;
    for (policy::ItemIndex i = 0; i < items.size(); ++i) {
      const auto& at = delivery.absent();
      const bool listed = std::find(at.begin(), at.end(), snapshot->position(i)) != at.end();
      if (listed && items[i].category != policy::Category::kStructural) names.insert(items[i].id.str());
    }
    return names;
  };
  const auto wide = absent(deliveries(1).at(0));
  ASSERT_FALSE(wide.empty());
  ASSERT_FALSE(wide.contains("person.religion")) << "the example holds one, and it is withheld";
  change_policy("    - home.*\n", "");
  EXPECT_EQ(absent(deliveries(1).at(0)), wide);
}

TEST_F(DispatcherTest, ANarrowedRecordComesAfterThePlanThatItNames) {
  queue(1);
  change_policy("    - home.*\n", "");
  recipient_->credit(1);
  house_.run();
  const auto frames = recipient_->take();
  ASSERT_THAT(frames, SizeIs(3));
  EXPECT_EQ(frames[1].plan().hash(), frames[2].delivery().plan_hash());
}

TEST_F(DispatcherTest, NeverWidensWhatIsStored) {
  queue(2);
  const std::string before = deliveries(1).at(0).body();
  change_policy("withhold:  # beats any wildcard above\n  - person.religion\n", "withhold:\n");
  const auto after = deliveries(1);
  ASSERT_THAT(after, SizeIs(1));
  EXPECT_THAT(after[0].body(), Not(HasSubstr("Roman Catholic")));
  EXPECT_EQ(after[0].body(), before);
  // Its manifest says that it is not there, and which entry commits to it.
  const auto& earlier = after[0].earlier();
  const auto snapshot = house_.policy.get();
  const auto religion = snapshot->position(snapshot->policy().vocabulary().item("person.religion").value());
  EXPECT_THAT(earlier, Contains(religion));
  EXPECT_THAT(after[0].altered(), Not(Contains(religion))) << "nobody tried to change it";
  EXPECT_GT(after[0].narrowed_index(), after[0].ledger_index());
}

TEST_F(DispatcherTest, ADocumentIsNarrowedToAllOfItOrToNothing) {
  const std::string letter = example_record("discharge-letter-1.pdf");
  for (const char* id : {"one", "two"}) {
    sender_.submit(++queued_, id, [&](wire::Submit& submit) {
      submit.set_format(wire::FORMAT_OPAQUE);
      submit.set_content_type("application/pdf");
      submit.set_file_name("Lightfoot.pdf");
      submit.set_kind("discharge-letter");
      submit.set_body(letter);
    });
  }
  house_.run();
  change_policy("    - home.*\n", "");
  const auto kept = deliveries(1);
  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_EQ(kept[0].body(), letter);
  EXPECT_EQ(kept[0].content_type(), "application/pdf");
  EXPECT_EQ(kept[0].file_name(), RecordId::from_bytes(kept[0].record_id())->str() + ".pdf");
  change_policy("    - document.letter  # as a PDF: whole, with all that stands in it\n", "");
  EXPECT_THAT(deliveries(1), IsEmpty());
  EXPECT_THAT(house_.ledger(), HasSubstr("\"stopped\""));
}

}  // namespace
}  // namespace concordat::gateway
