#include "demo/quest_life.h"

#include <stdexcept>
#include <utility>

#include "demo/company.h"

namespace erp::demo {
namespace {

using std::chrono::hours;

constexpr int kDaysBetweenQuests = 17;
// Days after the offer.
constexpr int kTaken = 1;
constexpr int kSubmitted = 5;
constexpr int kReviewed = 7;
constexpr int kSubmittedAgain = 9;
constexpr int kReviewedAgain = 11;
constexpr int kClaimed = 12;
constexpr int kClosed = 14;

template <typename T>
void Expect(const Result<T>& result) {
  if (!result) throw std::runtime_error("a move of a quest was refused: " + result.error().slug);
}

}  // namespace

QuestLife::QuestLife(TimedService& service, std::vector<QuestTeam> teams, employee::Date begins)
    : service_(service), teams_(std::move(teams)), begins_(begins) {}

void QuestLife::Live(employee::Date date) {
  const auto day = (std::chrono::sys_days(date) - std::chrono::sys_days(begins_)).count();
  service_.SetTime(date, hours(19) + std::chrono::minutes(45));
  if (day % kDaysBetweenQuests == 0) Offer(date);
  for (const auto& running : running_) {
    const auto since = std::chrono::sys_days(date) - std::chrono::sys_days(running.offered);
    Move(running, static_cast<int>(since.count()));
  }
}

void QuestLife::Offer(employee::Date date) {
  const std::size_t number = offered_++;
  const auto& team = teams_[number % teams_.size()];
  const auto& task = Tasks()[number % Tasks().size()];
  employee::NewQuest quest;
  quest.terms.title = task.title;
  quest.terms.description = task.description;
  quest.terms.reward = employee::Minutes(task.reward_minutes);
  quest.terms.slots = 2;
  quest.department = team.department;
  quest.creator = team.creator;
  const auto offered = service_.app().create_quest.Run(quest, std::nullopt, {});
  Expect(offered);
  running_.push_back({offered->quest.id, number % teams_.size(), number, date});
}

void QuestLife::Move(const Running& running, int day) {
  const auto& team = teams_[running.team];
  auto& app = service_.app();
  // Every other first attempt of the second person is not good enough.
  const bool rework = running.task % 2 == 1;
  switch (day) {
    case kTaken:
      Expect(app.accept_quest.Run(running.quest, team.first, std::nullopt));
      Expect(app.accept_quest.Run(running.quest, team.second, std::nullopt));
      break;
    case kSubmitted:
      Submit(running, team.first, 1);
      Submit(running, team.second, 1);
      break;
    case kReviewed:
      Review(running, team.first, {employee::Verdict::kApproved, "수고하셨습니다"});
      Review(running, team.second,
             rework ? employee::Review{employee::Verdict::kRejected, "출처를 덧붙여 주세요"}
                    : employee::Review{employee::Verdict::kApproved, std::nullopt});
      break;
    case kSubmittedAgain:
      if (rework) Submit(running, team.second, 2);
      break;
    case kReviewedAgain:
      if (rework) Review(running, team.second, {employee::Verdict::kApproved, std::nullopt});
      break;
    case kClaimed:
      Expect(app.claim_reward.Run(running.quest, team.first, std::nullopt));
      Expect(app.claim_reward.Run(running.quest, team.second, std::nullopt));
      break;
    case kClosed:
      Expect(app.end_quest.Close(running.quest, {team.creator, std::nullopt}));
      break;
    default:
      break;
  }
}

void QuestLife::Submit(const Running& running, EmployeeId person, int attempt) {
  const std::string text = attempt == 1 ? "정리한 문서입니다" : "출처를 덧붙였습니다";
  Expect(service_.app().submit_work.Submit(
      running.quest, person, {text, {"https://files.hanbit.example/quests/" + running.quest.str()}},
      std::nullopt, {}));
}

void QuestLife::Review(const Running& running, EmployeeId person, const employee::Review& review) {
  Expect(service_.app().review_work.One(running.quest, person, review,
                                        {teams_[running.team].reviewer, std::nullopt}, {}));
}

}  // namespace erp::demo
