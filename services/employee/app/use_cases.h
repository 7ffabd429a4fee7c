// The use cases of this service, capability by capability, and the jobs that run them.
#pragma once

#include "employee/app/attendance/use_cases.h"
#include "employee/app/identity/use_cases.h"
#include "employee/app/jobs/list_job_runs.h"
#include "employee/app/jobs/run_job.h"
#include "employee/app/leave/use_cases.h"
#include "employee/app/organisation/use_cases.h"
#include "employee/app/policies.h"
#include "employee/app/ports.h"
#include "employee/app/quest/use_cases.h"

namespace erp::employee {

// Its parts are thread-safe.
struct UseCases : QuestUseCases,
                  OrganisationUseCases,
                  LeaveUseCases,
                  AttendanceUseCases,
                  IdentityUseCases {
  UseCases(const Ports& ports, const Policies& policies)
      : QuestUseCases(ports, policies),
        OrganisationUseCases(ports, policies, QuestUseCases::end_leavers_work),
        LeaveUseCases(ports, policies, OrganisationUseCases::human_resources),
        AttendanceUseCases(ports, policies),
        IdentityUseCases(ports, policies, *this),
        // In the order in which they run on one date.
        run_job({planned_changes_job, recount_leave, expire_leave, grant_statutory_leave,
                 promote_leave, expire_quests_job, close_forgotten_job},
                ports.job_runs,
                ports.clock),
        list_job_runs(ports.job_runs) {}

  RunJob run_job;
  ListJobRuns list_job_runs;
};

}  // namespace erp::employee
