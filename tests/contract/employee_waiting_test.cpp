// An operation that waits for another one of the same person decides on what that one left,
// whatever order the server reads tables in.
#include <future>

#include "contract/employee_fixture.h"
#include "employee/store/leave/ledger_table.h"

namespace erp::employee {
namespace {

class WaitingOperation : public EmployeeStore {
 protected:
  // Another daemon that has appended this and has yet to commit.
  void Append(EmployeeId id,
              EntryKind kind,
              const std::string& operation_id,
              const std::string& source) {
    first_.Begin();
    Operation operation;
    operation.id = operation_id;
    operation.kind = kind;
    operation.minutes = Minutes::OfDays(1);
    operation.source = source;
    operation.at = clock_.Now();
    operation.on = std::chrono::floor<std::chrono::days>(operation.at);
    ASSERT_TRUE(PostEntries(first_, id, {operation}).ok());
  }

  // Starts the second, commits the first one once the second waits for it.
  template <typename Second>
  auto AfterWaiting(Second second) {
    auto outcome = std::async(std::launch::async, second);
    const auto deadline = Deadline::After(std::chrono::seconds(20));
    // Nothing else of this database works; a statement that goes on for so long waits for a lock.
    while (Count("SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE() "
                 "AND id <> CONNECTION_ID() AND command IN ('Query', 'Execute') "
                 "AND time_ms > 100") == 0) {
      if (deadline.Expired()) throw std::runtime_error("nobody waits");
    }
    first_.Commit();
    return outcome.get();
  }

  mysql::Session first_{database_.options()};
};

TEST_F(WaitingOperation, IsARepeatWhenItWaitedForItsFirst) {
  const auto id = Hire();
  Append(id, EntryKind::kAdjust, "adjust:" + id.str() + ":key", "adjustment");
  const auto repeated = AfterWaiting([&] { return Adjust(id, 1, "key"); });
  ASSERT_TRUE(repeated.ok()) << repeated.error().slug;
  EXPECT_TRUE(repeated->replayed);
  EXPECT_EQ(TotalsOf(id).available(), Minutes::OfDays(16));
  ExpectLedgerIsSound(id);
}

TEST_F(WaitingOperation, SeesThatItsSourceWasClosedMeanwhile) {
  const auto id = Hire();
  Append(id, EntryKind::kRelease, "leave:1:1:release", "leave:1:1");
  const auto late = AfterWaiting([&] { return Apply(id, EntryKind::kReserve, 1, "leave:1:1"); });
  ASSERT_TRUE(late.ok());
  EXPECT_EQ(late->entry.refusal, "closed");
  ExpectLedgerIsSound(id);
}

}  // namespace
}  // namespace erp::employee
