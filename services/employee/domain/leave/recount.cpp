#include "employee/domain/leave/recount.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

#include "employee/domain/leave/lots.h"

namespace erp::employee {
namespace {

constexpr const char* kPrefix = "recount:";
constexpr const char* kReason = "근무 달력 변경: ";
constexpr std::size_t kDateLength = 10;

// Lots of one bucket and validity are one; what was taken beyond all grants is as good as leave
// without an end.
struct LotKey {
  Bucket bucket = Bucket::kStatutory;
  Validity validity;

  [[nodiscard]] auto order() const { return std::tie(bucket, validity.from, validity.to); }
  friend bool operator<(const LotKey& a, const LotKey& b) { return a.order() < b.order(); }
};

// One date of one source.
struct BookedDate {
  WorkdayPart part;
  bool taken = false;  // consumed: a date of approved leave
  bool whole = false;
  std::map<LotKey, Minutes> lots;  // what is booked of it, recounts included
  int recounts = 0;                // operations of them
  std::string refused;             // the version of one that was refused

  [[nodiscard]] Minutes booked() const {
    Minutes sum;
    for (const auto& [lot, minutes] : lots) sum = sum + minutes;
    return sum;
  }
};

using Dates = std::map<Date, BookedDate>;
using Sources = std::map<std::string, Dates>;

struct NamedDate {
  std::string source;
  Date date;
  std::string version;
};

// Reads the id of a recount; nothing for other ids.
std::optional<NamedDate> ReadId(const Operation& operation) {
  if (!operation.source.starts_with(kPrefix)) return std::nullopt;
  const auto rest = operation.id.substr(std::min(operation.id.size(), operation.source.size() + 1));
  const auto date = ParseDate(rest.substr(0, kDateLength));
  if (!date || rest.size() <= kDateLength) return std::nullopt;
  const auto version = rest.substr(kDateLength + 1);
  return NamedDate{operation.source.substr(std::string(kPrefix).size()), *date,
                   version.substr(0, version.find(':'))};
}

void FollowRecount(const Entry& entry, Sources& sources) {
  const auto& operation = entry.operation;
  const auto named = ReadId(operation);
  if (!named) return;
  auto& date = sources[named->source][named->date];
  ++date.recounts;
  if (!entry.applied()) {
    date.refused = named->version;
    return;
  }
  auto& booked = date.lots[{operation.bucket, operation.validity}];
  booked = booked - operation.minutes;
}

// The first dates that are given back, by their sources.
using Canceled = std::map<std::string, Date>;

void FollowCancel(const Entry& entry, Sources& sources, Canceled& canceled) {
  const auto& operation = entry.operation;
  if (operation.kind != EntryKind::kCancel || !entry.applied()) return;
  for (const auto& day : operation.days) sources[operation.source].erase(day.date);
  if (operation.validity.from && !operation.days.empty()) {
    canceled[operation.source] = *operation.validity.from;
  }
}

// The dates between the first and the last one of leave of several days took nothing when they
// are not among its takings. `canceled`: its dates from then on are given back, those before are
// not.
void FillGaps(Dates& dates, const std::optional<Date>& canceled) {
  std::vector<Date> taken;
  for (const auto& [date, booked] : dates) {
    if (booked.taken) taken.push_back(date);
  }
  if (taken.empty() || (taken.size() < 2 && !canceled)) return;
  Date last = taken.back();
  if (canceled) last = std::chrono::sys_days(*canceled) - std::chrono::days(1);
  for (Date date = taken.front(); date <= last;
       date = std::chrono::sys_days(date) + std::chrono::days(1)) {
    dates[date].taken = true;
    dates[date].whole = true;
  }
}

Sources Booked(const std::vector<Entry>& entries) {
  LotBook book;
  Sources sources;
  Canceled canceled;
  for (const auto& entry : entries) {
    book.Follow(entry);
    FollowRecount(entry, sources);
    FollowCancel(entry, sources, canceled);
  }
  std::map<std::int64_t, LotKey> lots;
  for (const auto& lot : book.lots()) lots[lot.number] = {lot.bucket, lot.validity};
  for (const auto& taking : book.takings()) {
    if (!taking.consumed || taking.part.length() == Minutes()) continue;
    auto& date = sources[taking.source][taking.date];
    date.taken = true;
    date.part = taking.part;
    auto& minutes = date.lots[lots[taking.lot]];
    minutes = minutes + taking.minutes;
  }
  for (auto& [source, dates] : sources) {
    const auto first = canceled.find(source);
    FillGaps(dates, first == canceled.end() ? std::nullopt : std::optional(first->second));
  }
  return sources;
}

bool EndsLater(const LotKey& a, const LotKey& b) {
  if (!a.validity.to || !b.validity.to) return !a.validity.to && b.validity.to;
  return *a.validity.to > *b.validity.to;
}

// What lots are given, most useful first: what was taken of the lot that ends last.
std::vector<std::pair<LotKey, Minutes>> Given(const BookedDate& date, Minutes minutes) {
  std::vector<std::pair<LotKey, Minutes>> lots(date.lots.begin(), date.lots.end());
  std::stable_sort(lots.begin(), lots.end(),
                   [](const auto& a, const auto& b) { return EndsLater(a.first, b.first); });
  std::vector<std::pair<LotKey, Minutes>> given;
  for (const auto& [lot, booked] : lots) {
    const auto part = std::min(minutes, std::max(booked, Minutes()));
    if (part > Minutes()) given.emplace_back(lot, part);
    minutes = minutes - part;
  }
  return given;
}

// What is taken of which lots that are valid on the date, the one that ends first before others;
// all of it of one lot, which has it not, where there is not enough. Lots that the date was booked
// of come first.
std::vector<std::pair<LotKey, Minutes>> Taken(Date date,
                                              const BookedDate& booked,
                                              Minutes minutes,
                                              const LotBook& book) {
  std::vector<Lot> lots;
  for (const auto& lot : book.lots()) {
    const bool valid = lot.number != kBeyondGrants && lot.validity.Covers(date);
    if (valid && lot.left() > Minutes()) lots.push_back(lot);
  }
  std::sort(lots.begin(), lots.end(), [&booked](const Lot& a, const Lot& b) {
    const LotKey of_a{a.bucket, a.validity};
    const LotKey of_b{b.bucket, b.validity};
    const bool known_a = booked.lots.contains(of_a);
    if (known_a != booked.lots.contains(of_b)) return known_a;
    if (EndsLater(of_b, of_a) != EndsLater(of_a, of_b)) return EndsLater(of_b, of_a);
    return a.number < b.number;
  });
  std::vector<std::pair<LotKey, Minutes>> taken;
  Minutes missing = minutes;
  for (const auto& lot : lots) {
    const auto part = std::min(missing, lot.left());
    if (part > Minutes()) taken.emplace_back(LotKey{lot.bucket, lot.validity}, -part);
    missing = missing - part;
  }
  if (missing == Minutes()) return taken;
  const auto first = taken.empty() ? LotKey{} : taken.front().first;
  return {{first, -minutes}};
}

class Counting {
 public:
  Counting(const std::vector<Entry>& entries, const WorkingCalendar& calendar, EntryTime now)
      : calendar_(calendar), now_(now) {
    for (const auto& entry : entries) book_.Follow(entry);
  }

  Recount Of(const std::string& source, const Dates& dates) {
    Recount recount{.source = source, .dates = {}, .operations = {}, .given = {}};
    const auto several = std::count_if(dates.begin(), dates.end(),
                                       [](const auto& date) { return date.second.taken; }) > 1;
    for (const auto& [date, booked] : dates) {
      if (booked.refused == calendar_.version().str()) continue;
      const auto difference = Difference(date, booked, several || booked.whole);
      if (difference == Minutes()) continue;
      recount.dates.push_back(date);
      Enter(date, booked, difference, recount);
    }
    return recount;
  }

 private:
  [[nodiscard]] Minutes Difference(Date date, const BookedDate& booked, bool whole) const {
    const auto before = booked.booked();
    if (!booked.taken) return before;
    return before - CountedAgain(booked.part, whole, date, now_.on, calendar_).value_or(before);
  }

  void Enter(Date date, const BookedDate& booked, Minutes difference, Recount& recount) {
    const auto parts = difference > Minutes() ? Given(booked, difference)
                                              : Taken(date, booked, -difference, book_);
    int number = booked.recounts;
    for (const auto& [lot, minutes] : parts) {
      Operation operation;
      operation.source = RecountSourceOf(recount.source);
      operation.id = operation.source;
      operation.id.append(":").append(FormatDate(date)).append(":");
      operation.id.append(calendar_.version().str()).append(":").append(std::to_string(++number));
      operation.kind = EntryKind::kAdjust;
      operation.minutes = minutes;
      operation.reason = std::string(kReason).append(FormatDate(date));
      operation.at = now_.at;
      operation.on = now_.on;
      operation.bucket = lot.bucket;
      operation.validity = lot.validity;
      Entry entry;  // so that what the next date takes is not there any more
      entry.operation = operation;
      entry.number = ++opened_;
      book_.Follow(entry);
      recount.given = recount.given + minutes;
      recount.operations.push_back(std::move(operation));
    }
  }

  const WorkingCalendar& calendar_;
  const EntryTime now_;
  LotBook book_;
  std::int64_t opened_ = 1'000'000'000'000;  // behind all numbers of entries
};

}  // namespace

std::string RecountSourceOf(const std::string& source) {
  return std::string(kPrefix).append(source);
}

std::optional<Date> RecountedDate(const Operation& operation) {
  const auto named = ReadId(operation);
  return named ? std::optional(named->date) : std::nullopt;
}

std::optional<Minutes> CountedAgain(
    const WorkdayPart& part, bool whole, Date date, Date today, const WorkingCalendar& calendar) {
  const auto day = calendar.On(date);
  const bool earlier = date < today;
  const bool holiday = day.reason == DayReason::kHoliday || day.reason == DayReason::kHalfHoliday;
  if (earlier && !holiday) return std::nullopt;
  const bool of_whole_day = whole || (part.from == Minutes() && part.to >= day.workday);
  const auto minutes = of_whole_day ? day.minutes() : Intersection(part, day.worked).length();
  return earlier ? std::min(minutes, part.length()) : minutes;
}

std::vector<Recount> RecountsOf(const std::vector<Entry>& entries,
                                const WorkingCalendar& calendar,
                                const EntryTime& now) {
  std::vector<Recount> recounts;
  Counting counting(entries, calendar, now);
  for (const auto& [source, dates] : Booked(entries)) {
    auto recount = counting.Of(source, dates);
    if (!recount.operations.empty()) recounts.push_back(std::move(recount));
  }
  return recounts;
}

}  // namespace erp::employee
