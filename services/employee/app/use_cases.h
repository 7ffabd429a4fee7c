// The use cases of this service over the ports that they need.
#pragma once

#include "employee/app/attendance/check_in.h"
#include "employee/app/attendance/check_out.h"
#include "employee/app/attendance/close_forgotten.h"
#include "employee/app/attendance/close_forgotten_job.h"
#include "employee/app/attendance/correct_record.h"
#include "employee/app/attendance/month_sheet.h"
#include "employee/app/attendance/read_attendance.h"
#include "employee/app/jobs/list_job_runs.h"
#include "employee/app/jobs/run_job.h"
#include "employee/app/leave/adjust_balance.h"
#include "employee/app/leave/apply_operation.h"
#include "employee/app/leave/deduct_leave.h"
#include "employee/app/leave/expire_leave.h"
#include "employee/app/leave/explain_leave.h"
#include "employee/app/leave/grant_statutory_leave.h"
#include "employee/app/leave/quote_leave.h"
#include "employee/app/leave/read_balance.h"
#include "employee/app/leave/read_holidays.h"
#include "employee/app/organisation/apply_due_changes.h"
#include "employee/app/organisation/apply_due_changes_job.h"
#include "employee/app/organisation/change_employee.h"
#include "employee/app/organisation/change_on_date.h"
#include "employee/app/organisation/create_employee.h"
#include "employee/app/organisation/deactivate_employee.h"
#include "employee/app/organisation/edit_organisation.h"
#include "employee/app/organisation/keep_posts.h"
#include "employee/app/organisation/list_leavers.h"
#include "employee/app/organisation/read_employees.h"
#include "employee/app/organisation/read_organisation.h"
#include "employee/app/organisation/resolve_approver.h"
#include "employee/app/policies.h"
#include "employee/app/ports.h"
#include "employee/app/quest/accept_quest.h"
#include "employee/app/quest/approve_budget.h"
#include "employee/app/quest/claim_reward.h"
#include "employee/app/quest/create_quest.h"
#include "employee/app/quest/edit_quest.h"
#include "employee/app/quest/end_quest.h"
#include "employee/app/quest/expire_quests.h"
#include "employee/app/quest/expire_quests_job.h"
#include "employee/app/quest/read_quests.h"
#include "employee/app/quest/review_work.h"
#include "employee/app/quest/submit_work.h"

namespace erp::employee {

// Its parts are thread-safe.
struct UseCases {
  UseCases(const Ports& ports, const Policies& policies)
      : create_employee(ports.people, ports.company_clock(), policies.opening),
        read_employees(ports.people, ports.company_clock()),
        change_employee(ports.people, ports.company_clock()),
        deactivate_employee(ports.leavers, ports.work, ports.company_clock()),
        list_leavers(ports.leavers, ports.clock),
        edit_organisation(ports.organisation.chart, ports.company_clock()),
        read_organisation(ports.organisation.chart),
        change_on_date(ports.organisation.history, ports.company_clock()),
        apply_due_changes(ports.organisation.history, ports.company_clock()),
        keep_posts(ports.organisation.posts, ports.company_clock()),
        resolve_approver(ports.organisation.lines, ports.company_clock()),
        read_balance(ports.ledger, ports.company_clock()),
        adjust_balance(ports.ledger, ports.company_clock()),
        deduct_leave(ports.ledger, ports.company_clock()),
        quote_leave(ports.ledger, ports.calendars, ports.company_clock()),
        read_holidays(ports.calendars),
        explain_leave(ports.ledger, ports.company_clock()),
        apply_operation(ports.ledger, ports.company_clock()),
        create_quest(ports.quest_context(policies.quests)),
        edit_quest(ports.quest_context(policies.quests)),
        end_quest(ports.quest_context(policies.quests)),
        approve_budget(ports.quest_context(policies.quests)),
        accept_quest(ports.quest_context(policies.quests)),
        submit_work(ports.quest_context(policies.quests)),
        review_work(ports.quest_context(policies.quests)),
        claim_reward(ports.quest_context(policies.quests)),
        expire_quests(ports.quest_context(policies.quests), ports.quest_lists),
        read_quests(ports.quest_lists, ports.company_clock()),
        check_in(ports.attendance, ports.company_clock(), policies.attendance),
        check_out(ports.attendance, ports.company_clock(), policies.attendance.check_out_window),
        read_attendance(ports.attendance),
        close_forgotten(
            ports.attendance, ports.company_clock(), policies.attendance.check_out_window),
        correct_record(ports.attendance, ports.company_clock(), policies.attendance),
        month_sheet(
            ports.people, ports.attendance, ports.days, ports.company_clock(), policies.attendance),
        expire_leave(ports.ledger, ports.company_clock(), policies.carry),
        grant_statutory_leave(
            ports.people, ports.ledger, ports.company_clock(), policies.statutory),
        expire_quests_job(expire_quests),
        planned_changes_job(apply_due_changes),
        close_forgotten_job(close_forgotten),
        run_job({planned_changes_job, expire_leave, grant_statutory_leave, expire_quests_job,
                 close_forgotten_job},
                ports.job_runs,
                ports.clock),
        list_job_runs(ports.job_runs) {}

  // The jobs refer to use cases.
  UseCases(const UseCases&) = delete;
  UseCases& operator=(const UseCases&) = delete;

  CreateEmployee create_employee;
  ReadEmployees read_employees;
  ChangeEmployee change_employee;
  DeactivateEmployee deactivate_employee;
  ListLeavers list_leavers;
  EditOrganisation edit_organisation;
  ReadOrganisation read_organisation;
  ChangeOnDate change_on_date;
  ApplyDueChanges apply_due_changes;
  KeepPosts keep_posts;
  ResolveApprover resolve_approver;
  ReadBalance read_balance;
  AdjustBalance adjust_balance;
  DeductLeave deduct_leave;
  QuoteLeave quote_leave;
  ReadHolidays read_holidays;
  ExplainLeave explain_leave;
  ApplyOperation apply_operation;

  CreateQuest create_quest;
  EditQuest edit_quest;
  EndQuest end_quest;
  ApproveBudget approve_budget;
  AcceptQuest accept_quest;
  SubmitWork submit_work;
  ReviewWork review_work;
  ClaimReward claim_reward;
  ExpireQuests expire_quests;
  ReadQuests read_quests;

  CheckIn check_in;
  CheckOut check_out;
  ReadAttendance read_attendance;
  CloseForgotten close_forgotten;
  CorrectRecord correct_record;
  MonthSheet month_sheet;
  // The jobs, in the order in which they run on one date.
  ExpireLeave expire_leave;
  GrantStatutoryLeave grant_statutory_leave;
  ExpireQuestsJob expire_quests_job;
  ApplyDueChangesJob planned_changes_job;
  CloseForgottenJob close_forgotten_job;
  RunJob run_job;
  ListJobRuns list_job_runs;
};

}  // namespace erp::employee
