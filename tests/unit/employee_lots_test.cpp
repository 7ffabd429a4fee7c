// Where leave comes from and goes to: lots with a validity, dates, and the book of both.
#include <algorithm>
#include <map>
#include <random>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/domain/leave/lots.h"

namespace erp::employee {
namespace {

Date On(const std::string& text) { return ParseDate(text).value(); }
constexpr WorkdayPart kWhole{Minutes(0), Minutes(480)};
constexpr WorkdayPart kMorning{Minutes(0), Minutes(240)};
constexpr WorkdayPart kAfternoon{Minutes(240), Minutes(480)};

// One person's account with its lots, as a store keeps them.
class LotLedger {
 public:
  explicit LotLedger(const std::string& today = "2026-11-27") : today_(On(today)) {}

  Entry Post(Operation operation) {
    operation.on = today_;
    entries.push_back(account.Post(operation, sources[operation.source], lots));
    return entries.back();
  }
  Entry Grant(std::int64_t minutes,
              const std::string& from = "",
              const std::string& to = "",
              Bucket bucket = Bucket::kStatutory) {
    return Post(Given(EntryKind::kGrant, minutes, from, to, bucket));
  }
  Entry Expire(std::int64_t minutes, const std::string& from, const std::string& to) {
    return Post(Given(EntryKind::kExpire, minutes, from, to, Bucket::kStatutory));
  }
  Entry Adjust(std::int64_t minutes) {
    return Post(Given(EntryKind::kAdjust, minutes, "", "", Bucket::kStatutory));
  }
  Entry Reserve(const std::string& source, const std::vector<LeaveDay>& days) {
    return Post(
        {.kind = EntryKind::kReserve, .minutes = TotalOf(days), .source = source, .days = days});
  }
  Entry Close(EntryKind kind, const std::string& source, std::int64_t minutes = 480) {
    return Post({.kind = kind, .minutes = Minutes(minutes), .source = source});
  }

  [[nodiscard]] std::int64_t Available(const std::string& date) const {
    return lots.On(On(date)).available().count();
  }
  // What a source has of each lot, by the day on which the lot ends.
  [[nodiscard]] std::map<std::string, std::int64_t> From(const std::string& source) const {
    std::map<std::string, std::int64_t> minutes;
    for (const auto& taking : lots.takings()) {
      if (taking.source != source) continue;
      const auto lot = std::find_if(lots.lots().begin(), lots.lots().end(),
                                    [&](const Lot& one) { return one.number == taking.lot; });
      const auto to = lot->validity.to;
      minutes[taking.lot == kBeyondGrants ? "beyond"
              : to                        ? FormatDate(*to)
                                          : "open"] += taking.minutes.count();
    }
    return minutes;
  }
  void Advance(const std::string& today) { today_ = On(today); }

  Account account;
  std::map<std::string, SourceState> sources;
  LotBook lots;
  std::vector<Entry> entries;

 private:
  static std::optional<Date> MaybeOn(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(On(text));
  }
  static Operation Given(EntryKind kind,
                         std::int64_t minutes,
                         const std::string& from,
                         const std::string& to,
                         Bucket bucket) {
    return {.kind = kind,
            .minutes = Minutes(minutes),
            .source = "given",
            .bucket = bucket,
            .validity = {MaybeOn(from), MaybeOn(to)}};
  }

  Date today_;
};

using From = std::map<std::string, std::int64_t>;

TEST(LotBook, CountsOnADateWhatIsValidOnIt) {
  LotLedger ledger;
  ledger.Grant(480, "2026-01-01", "2026-12-31");
  ledger.Grant(960, "2027-01-01", "2027-12-31");
  ledger.Grant(240, "", "", Bucket::kReward);
  EXPECT_EQ(ledger.Available("2025-12-31"), 240);
  EXPECT_EQ(ledger.Available("2026-12-31"), 720);
  EXPECT_EQ(ledger.Available("2027-01-01"), 1200);
  EXPECT_EQ(ledger.Available("2028-01-01"), 240);
}

TEST(LotBook, GrantsAlikeAreOneLotAndOthersAreNot) {
  LotLedger ledger;
  ledger.Grant(480, "2026-01-01", "2026-12-31");
  ledger.Grant(480, "2026-01-01", "2026-12-31");
  ledger.Grant(480, "2026-01-01", "2026-12-31", Bucket::kReward);
  ledger.Grant(480, "2026-01-01");
  ASSERT_EQ(ledger.lots.lots().size(), 3U);
  EXPECT_EQ(ledger.lots.LeftOf(Bucket::kStatutory, {On("2026-01-01"), On("2026-12-31")}),
            Minutes(960));
}

TEST(LotBook, TakesFromTheLotThatEndsFirst) {
  LotLedger ledger;
  ledger.Grant(480);
  ledger.Grant(480, "2026-01-01", "2027-06-30");
  ledger.Grant(240, "2026-01-01", "2026-12-31");
  ledger.Reserve("a", {{On("2026-12-01"), kWhole}});
  EXPECT_EQ(ledger.From("a"), (From{{"2026-12-31", 240}, {"2027-06-30", 240}}));
}

TEST(LotBook, LeaveOverTheEndOfAYearComesOutOfBothGrants) {  // E11: 31 Dec to 2 Jan
  LotLedger ledger;
  ledger.Grant(4800, "2025-01-01", "2025-12-31");
  ledger.Grant(4800, "2026-01-01", "2026-12-31");
  ledger.Advance("2025-12-01");
  ledger.Reserve("a", {{On("2025-12-31"), kWhole}, {On("2026-01-02"), kWhole}});
  EXPECT_EQ(ledger.From("a"), (From{{"2025-12-31", 480}, {"2026-12-31", 480}}));
}

TEST(LotBook, ADayOutsideEveryGrantIsRefusedAndNamed) {
  LotLedger ledger;
  ledger.Grant(4800, "2026-01-01", "2026-12-31");
  const auto refused =
      ledger.Reserve("a", {{On("2026-12-31"), kWhole}, {On("2027-01-02"), kWhole}});
  EXPECT_EQ(refused.refusal, "leave-outside-validity");
  EXPECT_EQ(refused.refused_date, On("2027-01-02"));
  EXPECT_EQ(ledger.From("a"), From());
  EXPECT_EQ(ledger.Available("2026-12-31"), 4800);
  const auto error = RefusalOf(refused);
  ASSERT_EQ(error.extras.size(), 1U);
  EXPECT_EQ(error.extras[0].first, "date");
}

TEST(LotBook, MoreThanIsLeftIsRefusedAndTheFirstDayThatIsShortNamed) {
  LotLedger ledger;
  ledger.Grant(720, "2026-01-01", "2026-12-31");
  const auto refused =
      ledger.Reserve("a", {{On("2026-12-01"), kWhole}, {On("2026-12-02"), kWhole}});
  EXPECT_EQ(refused.refusal, "leave-insufficient");
  EXPECT_EQ(refused.refused_date, On("2026-12-02"));
  EXPECT_TRUE(
      ledger.Reserve("b", {{On("2026-12-01"), kWhole}, {On("2026-12-02"), kMorning}}).applied());
  EXPECT_EQ(ledger.Available("2026-11-27"), 0);
}

// What lies on a later date moves to the later grant when an earlier date can only use this one.
TEST(LotBook, EveryRequestThatAnyArrangementHasPlaceForIsTaken) {
  LotLedger ledger;
  ledger.Grant(480, "2026-01-01", "2026-12-31");
  ledger.Grant(480, "2026-12-10", "2027-12-09");
  ledger.Reserve("late", {{On("2026-12-20"), kWhole}});
  EXPECT_EQ(ledger.From("late"), (From{{"2026-12-31", 480}}));
  EXPECT_TRUE(ledger.Reserve("early", {{On("2026-12-01"), kWhole}}).applied());
  EXPECT_EQ(ledger.From("early"), (From{{"2026-12-31", 480}}));
  EXPECT_EQ(ledger.From("late"), (From{{"2027-12-09", 480}}));
  EXPECT_EQ(ledger.Reserve("more", {{On("2026-12-15"), kMorning}}).refusal, "leave-insufficient");
}

TEST(LotBook, WhatIsPastDoesNotMove) {
  LotLedger ledger;
  ledger.Grant(480, "2026-01-01", "2026-12-31");
  ledger.Grant(480, "2026-12-10", "2027-12-09");
  ledger.Reserve("late", {{On("2026-12-20"), kWhole}});
  ledger.Close(EntryKind::kConsume, "late");
  ledger.Advance("2026-12-21");
  EXPECT_EQ(ledger.Reserve("early", {{On("2026-12-01"), kWhole}}).refusal, "leave-insufficient");
  EXPECT_EQ(ledger.From("late"), (From{{"2026-12-31", 480}}));
  ledger.Advance("2026-12-20");  // of today it still does
  EXPECT_TRUE(ledger.Reserve("early2", {{On("2026-12-01"), kWhole}}).applied());
}

TEST(LotBook, AReleaseGoesBackToTheLotItCameFrom) {  // G4, V8
  LotLedger ledger;
  ledger.Grant(480, "2026-01-01", "2026-12-31", Bucket::kReward);
  ledger.Grant(480);
  ledger.Reserve("a", {{On("2026-12-01"), kWhole}});
  EXPECT_EQ(ledger.lots.LeftOf(Bucket::kReward, {On("2026-01-01"), On("2026-12-31")}), Minutes());
  ledger.Close(EntryKind::kRelease, "a");
  EXPECT_EQ(ledger.lots.LeftOf(Bucket::kReward, {On("2026-01-01"), On("2026-12-31")}),
            Minutes(480));
  EXPECT_EQ(ledger.Close(EntryKind::kRelease, "a").refusal, "closed");
  EXPECT_TRUE(ledger.lots.takings().empty());
}

TEST(LotBook, HalvesOfOneDayGoTogetherAndNothingMore) {  // G5, E11
  LotLedger ledger;
  ledger.Grant(4800);
  EXPECT_TRUE(ledger.Reserve("am", {{On("2026-12-01"), kMorning}}).applied());
  EXPECT_TRUE(ledger.Reserve("pm", {{On("2026-12-01"), kAfternoon}}).applied());
  for (const auto& part : {kMorning, kAfternoon, kWhole, WorkdayPart{Minutes(239), Minutes(241)}}) {
    const auto refused = ledger.Reserve("more", {{On("2026-12-01"), part}});
    EXPECT_EQ(refused.refusal, "leave-overlap");
    EXPECT_EQ(refused.refused_date, On("2026-12-01"));
  }
  EXPECT_TRUE(ledger.Reserve("next", {{On("2026-12-02"), kWhole}}).applied());
  ledger.Close(EntryKind::kRelease, "am", 240);
  EXPECT_TRUE(ledger.Reserve("again", {{On("2026-12-01"), kMorning}}).applied());
}

TEST(LotBook, ADocumentThatSaysNoDatesNeverOverlaps) {
  LotLedger ledger;
  ledger.Grant(4800);
  ledger.Reserve("dated", {{On("2026-11-27"), kWhole}});
  const Operation undated{.kind = EntryKind::kReserve, .minutes = Minutes(480), .source = "days"};
  EXPECT_TRUE(ledger.Post(undated).applied());
  EXPECT_TRUE(ledger.Reserve("other", {{On("2026-11-28"), kWhole}}).applied());
  EXPECT_EQ(ledger.Available("2026-11-27"), 3360);
}

TEST(LotBook, AConsumeOfAnotherAmountTakesItsOwn) {
  LotLedger ledger;
  ledger.Grant(960);
  ledger.Reserve("a", {{On("2026-12-01"), kWhole}});
  ledger.Close(EntryKind::kConsume, "a", 720);
  EXPECT_EQ(ledger.lots.On(On("2026-12-01")), (Totals{Minutes(960), Minutes(720), Minutes()}));
  ledger.Close(EntryKind::kConsume, "b", 480);  // never fails for the balance (G3)
  EXPECT_EQ(ledger.From("b"), (From{{"open", 240}, {"beyond", 240}}));
  EXPECT_EQ(ledger.Available("2026-12-01"), -240);
}

TEST(LotBook, BelowZeroOnlyAsFarAsThePolicyAllows) {
  LotLedger ledger;
  ledger.account.below = Minutes(480);
  ledger.Grant(240);
  EXPECT_TRUE(ledger.Reserve("a", {{On("2026-12-01"), kWhole}}).applied());
  EXPECT_EQ(ledger.Available("2026-12-01"), -240);
  EXPECT_EQ(ledger.Reserve("b", {{On("2026-12-02"), kWhole}}).refusal, "leave-insufficient");
  EXPECT_TRUE(ledger.Reserve("c", {{On("2026-12-02"), kMorning}}).applied());
  EXPECT_EQ(ledger.Reserve("d", {{On("2026-12-03"), {Minutes(0), Minutes(1)}}}).refusal,
            "leave-insufficient");
}

TEST(LotBook, ExpiryEndsWhatIsLeftOfItsLotAndNoMore) {
  LotLedger ledger;
  ledger.Grant(960, "2026-01-01", "2026-12-31");
  ledger.Grant(480);
  ledger.Reserve("a", {{On("2026-12-31"), kWhole}});
  ledger.Advance("2027-01-01");
  EXPECT_EQ(ledger.Available("2027-01-01"), 480) << "shown before the job runs";
  EXPECT_EQ(ledger.Expire(481, "2026-01-01", "2026-12-31").refusal, "leave-insufficient");
  EXPECT_TRUE(ledger.Expire(480, "2026-01-01", "2026-12-31").applied());
  EXPECT_EQ(ledger.Available("2027-01-01"), 480);
  EXPECT_EQ(ledger.account.totals.granted, Minutes(960));
  ledger.Close(EntryKind::kRelease, "a");  // late: back to its lot, from where it expires
  EXPECT_EQ(ledger.Available("2027-01-01"), 480);
  EXPECT_TRUE(ledger.Expire(480, "2026-01-01", "2026-12-31").applied());
}

TEST(LotBook, AnAdjustmentDownShrinksWhatEndsFirst) {
  LotLedger ledger;
  ledger.Grant(480, "2026-01-01", "2026-12-31");
  ledger.Grant(480);
  EXPECT_TRUE(ledger.Adjust(-600).applied());
  EXPECT_EQ(ledger.lots.On(On("2026-12-01")).granted, Minutes(360));
  EXPECT_EQ(ledger.Available("2027-01-01"), 360);
  EXPECT_EQ(ledger.Adjust(-361).refusal, "leave-insufficient");
}

TEST(LeaveDays, AreReadBackAsTheyWereWritten) {
  const std::vector<LeaveDay> days{{On("2026-12-01"), kWhole}, {On("2026-12-02"), kAfternoon}};
  EXPECT_EQ(FormatDays(days), "2026-12-01:0-480;2026-12-02:240-480");
  EXPECT_EQ(ParseDays(FormatDays(days)), days);
  EXPECT_EQ(ParseDays(""), std::vector<LeaveDay>());
  for (const char* broken : {"2026-12-01", "2026-12-01:", "2026-12-01:0", "2026-12-01:0-", ":0-1",
                             "2026-12-01:480-0", "2026-12-01:0-480;x", "2026-13-01:0-480",
                             "2026-12-01:-1-480", "2026-12-01:0-480,2026-12-02:0-480"}) {
    EXPECT_EQ(ParseDays(broken), std::nullopt) << broken;
  }
}

// Every order of takings says the same.
std::vector<Taking> Sorted(std::vector<Taking> takings) {
  std::sort(takings.begin(), takings.end(), [](const Taking& a, const Taking& b) {
    return std::tie(a.date, a.part.from, a.source, a.lot, a.consumed) <
           std::tie(b.date, b.part.from, b.source, b.lot, b.consumed);
  });
  return takings;
}

// Whether all takings from `today` on have place in the lots, tried by brute force: augmenting
// paths over minutes of 60.
class SlowPlaces {
 public:
  SlowPlaces(const LotBook& book, Date today) {
    for (const auto& lot : book.lots()) {
      if (lot.number == kBeyondGrants) continue;
      auto left = lot.left();
      for (const auto& taking : book.takings()) {
        if (taking.lot == lot.number && taking.date >= today) left = left + taking.minutes;
      }
      for (std::int64_t i = 0; i < left.count() / 60; ++i) units_.push_back(lot.validity);
    }
    for (const auto& taking : book.takings()) {
      if (taking.date >= today && taking.lot != kBeyondGrants) Want(taking.date, taking.minutes);
    }
    taken_.assign(units_.size(), kNobody);
  }
  void Want(Date date, Minutes minutes) {
    for (std::int64_t i = 0; i < minutes.count() / 60; ++i) wanted_.push_back(date);
  }
  bool AllHavePlace() {
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      std::vector<bool> seen(units_.size());
      if (!Find(i, seen)) return false;
    }
    return true;
  }

 private:
  static constexpr std::size_t kNobody = SIZE_MAX;
  bool Find(std::size_t wanted, std::vector<bool>& seen) {
    for (std::size_t unit = 0; unit < units_.size(); ++unit) {
      if (seen[unit] || !units_[unit].Covers(wanted_[wanted])) continue;
      seen[unit] = true;
      if (taken_[unit] != kNobody && !Find(taken_[unit], seen)) continue;
      taken_[unit] = wanted;
      return true;
    }
    return false;
  }

  std::vector<Validity> units_;
  std::vector<Date> wanted_;
  std::vector<std::size_t> taken_;
};

// A book that only knew what a store reads for each operation equals one that followed all
// entries; a reservation is refused exactly when no arrangement has place for it; no lot is
// overdrawn, and the totals are those of the account (G1, G3).
TEST(LotBook, FollowsFromTheEntriesAndRefusesOnlyWhatHasNoPlace) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&](int from, int to) {
      return std::uniform_int_distribution<int>(from, to)(random);
    };
    const auto day = [&](int offset) {
      return FormatDate(Date(std::chrono::sys_days(On("2026-11-01")) + std::chrono::days(offset)));
    };
    LotLedger ledger;
    std::vector<std::string> open;
    for (int step = 0; step < 25; ++step) {
      ledger.Advance(day(step));
      const int what = pick(0, 9);
      if (what < 3) {
        const int from = pick(0, 30);
        ledger.Grant(60 * pick(1, 8), day(from), day(from + pick(0, 20)));
      } else if (what < 8) {
        const auto date = On(day(step + pick(-3, 15)));
        const Minutes minutes(60 * pick(1, 8));
        Operation wanted{.kind = EntryKind::kReserve,
                         .source = "s" + std::to_string(step),
                         .on = On(day(step)),
                         .days = {{date, {Minutes(0), minutes}}}};
        SlowPlaces places(ledger.lots, On(day(step)));
        places.Want(date, minutes);
        const bool clash = ledger.lots.ClashOf(wanted).has_value();
        const auto entry = ledger.Reserve(wanted.source, wanted.days);
        EXPECT_EQ(entry.applied(), !clash && places.AllHavePlace()) << seed << " " << step;
        if (entry.applied()) open.push_back(wanted.source);
      } else if (!open.empty()) {
        const auto source = open[static_cast<std::size_t>(pick(0, int(open.size()) - 1))];
        const auto reserved = ledger.sources[source].reserved.count();
        if (reserved == 0) continue;
        ledger.Close(what == 8 ? EntryKind::kConsume : EntryKind::kRelease, source, reserved);
      }
      LotBook replayed;
      for (const auto& entry : ledger.entries) replayed.Follow(entry);
      EXPECT_THAT(ledger.lots.lots(), testing::UnorderedElementsAreArray(replayed.lots()));
      EXPECT_EQ(Sorted(ledger.lots.takings()), Sorted(replayed.takings()));
      Totals sum;
      for (const auto& lot : ledger.lots.lots()) {
        sum = sum + lot.totals;
        EXPECT_TRUE(lot.number == kBeyondGrants || lot.left() >= Minutes()) << seed;
      }
      EXPECT_EQ(sum, ledger.account.totals) << seed;
    }
  }
}

}  // namespace
}  // namespace erp::employee
