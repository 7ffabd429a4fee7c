// What this daemon keeps in MariaDB or MySQL, made together. The pool and the outbox are there
// before (main.cpp): the relay stands between them and the rest.
#pragma once

#include <cstddef>
#include <utility>

#include "common/clock.h"
#include "employee/app/ports.h"
#include "employee/config.h"
#include "employee/store/attendance/mysql_attendance.h"
#include "employee/store/attendance/mysql_day_plans.h"
#include "employee/store/database.h"
#include "employee/store/identity/argon_passwords.h"
#include "employee/store/identity/mysql_accounts.h"
#include "employee/store/identity/mysql_browser_sign_ins.h"
#include "employee/store/identity/mysql_clients.h"
#include "employee/store/identity/mysql_refresh_tokens.h"
#include "employee/store/identity/mysql_sign_in_failures.h"
#include "employee/store/identity/mysql_totp.h"
#include "employee/store/identity/signing_keys.h"
#include "employee/store/jobs/mysql_job_runs.h"
#include "employee/store/key_expiry.h"
#include "employee/store/leave/mysql_absences.h"
#include "employee/store/leave/mysql_calendars.h"
#include "employee/store/leave/mysql_leave_ledger.h"
#include "employee/store/leave/mysql_notifying_ledger.h"
#include "employee/store/leave/mysql_promotions.h"
#include "employee/store/leave/mysql_work_calendars.h"
#include "employee/store/organisation/mysql_employees.h"
#include "employee/store/organisation/mysql_leavers.h"
#include "employee/store/organisation/organisation_stores.h"
#include "employee/store/publishing/mysql_outbox.h"
#include "employee/store/publishing/outbox_quest_notices.h"
#include "employee/store/publishing/publishing_transactions.h"
#include "employee/store/quest/mysql_quest_lists.h"
#include "employee/store/quest/mysql_quests.h"
#include "employee/store/quest/notices.h"
#include "mysql/migration.h"
#include "mysql/pool.h"
#include "observe/metrics.h"

namespace erp::employee {

// Its parts are thread-safe.
struct Stores {
  // All but `config` must outlive it.
  Stores(const Config& config,
         mysql::Pool& pool,
         const Clock& clock,
         const EventEncoder& encoder,
         Publisher& publisher,
         metrics::Registry& registry)
      : probe(Database(config), NeededSchema()),
        transactions(pool, encoder, publisher),
        people(pool, transactions, registry),
        ledger(pool, registry, Minutes::OfDays(config.leave_below_zero_days)),
        promotions(pool, transactions),
        absences(pool),
        notifying_ledger(pool, encoder, clock, registry),
        calendars(pool),
        work_calendars(pool),
        job_runs(pool),
        leavers(pool, transactions),
        organisation(pool, transactions, registry),
        quest_notices(encoder, clock),
        quests(pool, quest_notices, registry),
        quest_lists(pool),
        attendance(pool, registry),
        day_plans(pool, calendars),
        accounts(pool),
        sign_in_failures(pool),
        refresh_tokens(pool),
        clients(pool),
        browsers(pool),
        totp(pool, auth::Sealer::OfHex(config.issuer_key)),
        signing_keys(pool,
                     auth::Sealer::OfHex(config.issuer_key),
                     clock,
                     {.issuer = config.oidc_issuer, .audience = config.OwnAudience()}),
        key_expiry(pool, clock) {}

  // With those parts of the ports that are no stores.
  Ports PortsWith(WorkSource& work,
                  LeaveDocuments& leave_documents,
                  const Clock& clock,
                  TimeZone zone) {
    return {people,
            ledger,
            calendars,
            leavers,
            work,
            leave_documents,
            clock,
            std::move(zone),
            quests,
            quest_lists,
            attendance,
            day_plans,
            job_runs,
            work_calendars,
            notifying_ledger,
            organisation.ports(),
            promotions,
            absences,
            {accounts, sign_in_failures, passwords, signing_keys, refresh_tokens, clients, browsers,
             totp}};
  }

  mysql::SchemaProbe probe;  // readiness
  PublishingTransactions transactions;
  MysqlEmployees people;
  MysqlLeaveLedger ledger;
  MysqlPromotions promotions;
  MysqlAbsences absences;
  MysqlNotifyingLedger notifying_ledger;
  MysqlCalendars calendars;
  MysqlWorkCalendars work_calendars;
  MysqlJobRuns job_runs;
  MysqlLeavers leavers;
  OrganisationStores organisation;
  OutboxQuestNotices quest_notices;
  MysqlQuests quests;
  MysqlQuestLists quest_lists;
  MysqlAttendance attendance;
  MysqlDayPlans day_plans;
  MysqlAccounts accounts;
  MysqlSignInFailures sign_in_failures;
  MysqlRefreshTokens refresh_tokens;
  MysqlClients clients;
  MysqlBrowserSignIns browsers;
  MysqlTotp totp;
  ArgonPasswords passwords;
  SigningKeys signing_keys;
  const KeyExpiry key_expiry;  // last: its thread ends first
};

}  // namespace erp::employee
