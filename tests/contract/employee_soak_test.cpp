// Fifty operations of every kind on the leave of one person at once, round after round, each round
// with another person. SOAK_ROUNDS says how many, SOAK_SEED with which random numbers they begin
// (tests/soak); without them as many as fit into a run of all tests.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <latch>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "contract/employee_quest_fixture.h"

namespace erp::employee {
namespace {

constexpr int kAtOnce = 50;
constexpr int kDefaultRounds = 30;
constexpr WorkdayPart kDay{Minutes(0), Minutes(480)};

// A whole number of the environment; `otherwise` without one.
int FromEnvironment(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::stoi(text);
}

Date On(const std::string& text) { return ParseDate(text).value(); }
Date After(Date date, int days) { return std::chrono::sys_days(date) + std::chrono::days(days); }

// What 50 threads need: each a connection of its own, as 50 requests at a larger daemon.
class Soak : public EmployeeQuests {
 protected:
  struct Answers {
    std::atomic<int> applied{0};
    std::atomic<int> refused{0};
    std::atomic<int> replayed{0};
  };

  // What one person has before the round: leave that lapsed yesterday, three documents under way,
  // 29 dates of attendance, an approved quest; statutory leave is owed since January.
  EmployeeId Prepare() {
    auto profile = Somebody();
    profile.hired_on = On("2026-01-20");
    const auto id = soaked_.create_employee.Run(profile, std::nullopt).value().id;
    Operation lapsed{.id = "lapsed:" + id.str(),
                     .kind = EntryKind::kGrant,
                     .minutes = Minutes::OfDays(3),
                     .source = "lapsed:" + id.str(),
                     .validity = {std::nullopt, On("2026-11-01")}};
    EXPECT_TRUE(soaked_.apply_operation.Run(id, lapsed)->entry.applied());
    for (int n = 0; n < kDocuments; ++n) {
      EXPECT_TRUE(Reserve(id, Document(id, n), {{On("2026-12-0" + std::to_string(n + 1)), kDay}})
                      ->entry.applied());
    }
    database_.session().Execute(
        "INSERT INTO attendance_accounts (employee_id, dates, milestones) VALUES (?, 29, 0)",
        {id.value()});
    database_.session().Execute(
        "INSERT INTO attendance_records (employee_id, work_date, status, check_in, check_out, "
        "version, place) SELECT ?, '2026-10-01' + INTERVAL n DAY, 'CHECKED_OUT', "
        "'2026-10-01 00:00:00' + INTERVAL n DAY, '2026-10-01 09:00:00' + INTERVAL n DAY, 1, '' "
        "FROM (SELECT a.id - 1 + 5 * (b.id - 1) AS n FROM five a JOIN six b) numbers "
        "WHERE n < 29",
        {id.value()});
    Finish(quest_, id);
    return id;
  }

  static std::string Document(EmployeeId id, int n) {
    return "leave:" + id.str() + ":" + std::to_string(n);
  }

  Result<Posting> Reserve(EmployeeId id,
                          const std::string& source,
                          const std::vector<LeaveDay>& days) {
    return soaked_.apply_operation.Run(id, {.id = source + ":reserve",
                                            .kind = EntryKind::kReserve,
                                            .minutes = TotalOf(days),
                                            .source = source,
                                            .days = days});
  }

  Result<Posting> Close(EmployeeId id, EntryKind kind, const std::string& source) {
    return soaked_.apply_operation.Run(id, {.id = source + ":" + KindName(kind),
                                            .kind = kind,
                                            .minutes = Minutes::OfDays(1),
                                            .source = source});
  }

  void Note(const Result<Posting>& posting) {
    ASSERT_TRUE(posting.ok()) << posting.error().slug;
    ++(posting->replayed          ? answers_.replayed
       : posting->entry.applied() ? answers_.applied
                                  : answers_.refused);
  }

  using Task = std::function<void()>;
  void AddLeave(std::vector<Task>& tasks, EmployeeId id, std::mt19937& random);
  void AddDocuments(std::vector<Task>& tasks, EmployeeId id);
  void AddOthers(std::vector<Task>& tasks, EmployeeId id);
  void RunAtOnce(const std::vector<Task>& tasks, int round);
  void ExpectEverythingHappenedOnce(EmployeeId id);
  void RunRound(int round, unsigned seed);

  std::int64_t Entries(EmployeeId id, const std::string& where) {
    return Count("SELECT COUNT(*) FROM leave_ledger WHERE employee_id = " + id.str() + " AND " +
                 where);
  }

  void SetUp() override {
    database_.session().Execute("CREATE TABLE five (id INT PRIMARY KEY)");
    database_.session().Execute("INSERT INTO five VALUES (1), (2), (3), (4), (5)");
    database_.session().Execute("CREATE TABLE six (id INT PRIMARY KEY)");
    database_.session().Execute("INSERT INTO six VALUES (1), (2), (3), (4), (5), (6)");
    quest_ = Offer();
  }

  static constexpr int kDocuments = 3;
  static constexpr int kStatutoryMonths = 9;  // from 20 January to 2 November
  Answers answers_;
  QuestId quest_;
  mysql::Pool wide_{{.connect = database_.options(), .connections = kAtOnce}, registry_};
  MysqlLeaveLedger soaked_ledger_{wide_, registry_};
  MysqlQuests soaked_quests_{wide_, told_, registry_};
  MysqlAttendance soaked_attendance_{wide_, registry_};
  UseCases soaked_{[this] {
                     Ports ports = PortsBy(set_clock_);
                     ports.ledger = soaked_ledger_;
                     ports.quests = soaked_quests_;
                     ports.attendance = soaked_attendance_;
                     return ports;
                   }(),
                   {.opening = Minutes::OfDays(8),
                    .statutory = StatutoryPolicy{},
                    .carry = {.max = Minutes::OfDays(1), .valid_days = 30},
                    .quests = {.budget = std::nullopt, .hr_departments = {"인사팀"}}}};
};

// 26: reservations with and without dates, changes by hand.
void Soak::AddLeave(std::vector<Task>& tasks, EmployeeId id, std::mt19937& random) {
  const auto pick = [&](int from, int to) {
    return std::uniform_int_distribution<int>(from, to)(random);
  };
  for (int n = 0; n < 8; ++n) {
    const std::vector<LeaveDay> days{{After(On("2026-11-03"), pick(0, 9)), kDay}};
    tasks.emplace_back([=, this] { Note(Reserve(id, Document(id, 100 + n), days)); });
  }
  for (int n = 0; n < 6; ++n) {
    const auto source = Document(id, 200 + n);
    const Operation reserve{.id = source + ":reserve",
                            .kind = EntryKind::kReserve,
                            .minutes = Minutes(60 * pick(1, 16)),
                            .source = source};
    tasks.emplace_back([=, this] { Note(soaked_.apply_operation.Run(id, reserve)); });
  }
  for (int n = 0; n < 6; ++n) {
    // The last two are one request that is sent twice.
    const auto key = std::to_string(std::min(n, 4));
    const auto minutes = Minutes(n < 4 ? 60 * pick(-8, -1) : 90);
    tasks.emplace_back(
        [=, this] { Note(soaked_.adjust_balance.Run(id, {.minutes = minutes, .key = key})); });
  }
  for (int n = 0; n < 6; ++n) {
    const auto minutes = Minutes(30 * pick(1, 16));
    tasks.emplace_back([=, this] {
      Note(soaked_.deduct_leave.Run(id, {.minutes = minutes, .key = std::to_string(n)}));
    });
  }
}

// 12: each document is approved twice and recalled twice at once.
void Soak::AddDocuments(std::vector<Task>& tasks, EmployeeId id) {
  for (int n = 0; n < kDocuments; ++n) {
    for (const auto kind : {EntryKind::kConsume, EntryKind::kRelease}) {
      for (int twice = 0; twice < 2; ++twice) {
        tasks.emplace_back([=, this] { Note(Close(id, kind, Document(id, n))); });
      }
    }
  }
}

// 12: a reward, the thirtieth date, the jobs.
void Soak::AddOthers(std::vector<Task>& tasks, EmployeeId id) {
  for (int n = 0; n < 4; ++n) {
    tasks.emplace_back([=, this] {
      const auto move = soaked_.claim_reward.Run(quest_, id, std::nullopt);
      if (!move) {
        EXPECT_EQ(move.error().slug, "participation-state");
      }
    });
    tasks.emplace_back([=, this] { EXPECT_TRUE(soaked_.check_in.Run(id, {}).ok()); });
  }
  // As two replicas of which one has taken over a run that the other one still goes on with.
  const std::array<std::reference_wrapper<Job>, 2> jobs{soaked_.expire_leave,
                                                        soaked_.grant_statutory_leave};
  for (const auto job : jobs) {
    for (int twice = 0; twice < 2; ++twice) {
      tasks.emplace_back(
          [job] { EXPECT_EQ(job.get().Run({}, On("2026-11-02"), false).failures, 0); });
    }
  }
}

void Soak::RunAtOnce(const std::vector<Task>& tasks, int round) {
  ASSERT_EQ(tasks.size(), static_cast<std::size_t>(kAtOnce));
  std::latch together(kAtOnce);
  InParallel(
      [&](int n) {
        together.arrive_and_wait();
        try {
          tasks[static_cast<std::size_t>(n)]();
        } catch (const std::exception& error) {
          ADD_FAILURE() << "round " << round << ", task " << n << ": " << error.what();
        }
      },
      kAtOnce);
}

void Soak::ExpectEverythingHappenedOnce(EmployeeId id) {
  ExpectLedgerIsSound(id);
  EXPECT_EQ(Entries(id, "balance_after < 0"), 0);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_lots WHERE number = 0 AND employee_id = " + id.str()),
            0)
      << "never below the limit";
  EXPECT_EQ(Entries(id, "kind = 'EXPIRE' AND minutes = 1440"), 1);
  EXPECT_EQ(Entries(id, "kind = 'CARRY' AND minutes = 480"), 1);
  EXPECT_EQ(Entries(id, "op_id LIKE 'statutory:%'"), kStatutoryMonths);
  EXPECT_EQ(Entries(id, "op_id LIKE 'quest:%'"), 1);
  EXPECT_EQ(Entries(id, "op_id LIKE 'attendance:%'"), 1);
  EXPECT_EQ(Entries(id, "op_id LIKE 'adjust%' AND minutes = 90"), 1);
  for (int n = 0; n < kDocuments; ++n) {
    EXPECT_EQ(Entries(id, "source = '" + Document(id, n) +
                              "' AND kind IN ('CONSUME', 'RELEASE') AND outcome = 'APPLIED'"),
              1);
  }
  const auto book = ReadWholeBook(database_.session(), id);
  EXPECT_EQ(soaked_.read_balance.Run(id).value(), book.On(On("2026-11-02")))
      << "what is shown is what the lots say";
  EXPECT_EQ(Count("SELECT COUNT(*) FROM attendance_accounts WHERE dates = 30 AND milestones = 1 "
                  "AND employee_id = " +
                  id.str()),
            1);
}

void Soak::RunRound(int round, unsigned seed) {
  std::mt19937 random(seed);
  const auto id = Prepare();
  std::vector<Task> tasks;
  AddLeave(tasks, id, random);
  AddDocuments(tasks, id);
  AddOthers(tasks, id);
  std::shuffle(tasks.begin(), tasks.end(), random);
  RunAtOnce(tasks, round);
  ExpectEverythingHappenedOnce(id);
  // The jobs of the next round need not look at this person.
  database_.session().Execute("UPDATE employees SET active = 0 WHERE id = ?", {id.value()});
}

// G1 to G4, K3 and V11 at once, on one account.
TEST_F(Soak, FiftyMixedOperationsOnOnePersonAtOnceLeaveASoundLedgerInEveryRound) {
  const int rounds = FromEnvironment("SOAK_ROUNDS", kDefaultRounds);
  const int first = FromEnvironment("SOAK_SEED", 1);
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    SCOPED_TRACE("SOAK_SEED=" + std::to_string(first + round) + " SOAK_ROUNDS=1");
    RunRound(round, static_cast<unsigned>(first + round));
  }
  ExpectQuestsAreSound();
  std::cout << rounds << " rounds of " << kAtOnce << ": " << answers_.applied << " applied, "
            << answers_.refused << " refused, " << answers_.replayed << " repeated\n";
  std::istringstream lines(registry_.Text());
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("mysql_transaction_retries_total{", 0) == 0) std::cout << line << "\n";
  }
  EXPECT_GT(answers_.applied, 0);
  EXPECT_GT(answers_.refused, 0) << "leave is short, or nothing is tested at its limit";
  EXPECT_GT(answers_.replayed, 0);
}

}  // namespace
}  // namespace erp::employee
