// The use cases about people, departments, posts and approval lines over the ports that they need.
#pragma once

#include "employee/app/organisation/apply_due_changes.h"
#include "employee/app/organisation/apply_due_changes_job.h"
#include "employee/app/organisation/change_employee.h"
#include "employee/app/organisation/change_on_date.h"
#include "employee/app/organisation/create_employee.h"
#include "employee/app/organisation/deactivate_employee.h"
#include "employee/app/organisation/edit_organisation.h"
#include "employee/app/organisation/export_people.h"
#include "employee/app/organisation/human_resources.h"
#include "employee/app/organisation/import_people.h"
#include "employee/app/organisation/keep_posts.h"
#include "employee/app/organisation/list_leavers.h"
#include "employee/app/organisation/people_rights.h"
#include "employee/app/organisation/read_employees.h"
#include "employee/app/organisation/read_organisation.h"
#include "employee/app/organisation/resolve_approver.h"
#include "employee/app/policies.h"
#include "employee/app/ports.h"

namespace erp::employee {

// Its parts are thread-safe. The work that ends with a leaving must outlive them.
struct OrganisationUseCases {
  OrganisationUseCases(const Ports& ports, const Policies& policies, UnfinishedWork& unfinished)
      : create_employee(ports.people, ports.company_clock(), policies.opening),
        read_employees(ports.people, ports.company_clock()),
        change_employee(ports.people, ports.company_clock()),
        deactivate_employee(ports.leavers, ports.work, unfinished, ports.company_clock()),
        list_leavers(ports.leavers, ports.clock),
        edit_organisation(ports.organisation.chart, ports.company_clock()),
        read_organisation(ports.organisation.chart),
        change_on_date(ports.organisation.history, ports.company_clock()),
        apply_due_changes(ports.organisation.history, ports.company_clock()),
        human_resources(ports.organisation.posts, policies.quests.hr_departments),
        people_rights(ports.organisation.lines),
        keep_posts(ports.organisation.posts, ports.company_clock()),
        resolve_approver(ports.organisation.lines, ports.company_clock()),
        import_people(ports.organisation.roll,
                      ports.organisation.chart,
                      ports.company_clock(),
                      policies.opening),
        export_people(ports.organisation.roll, ports.organisation.chart),
        planned_changes_job(apply_due_changes) {}

  // The jobs refer to use cases.
  OrganisationUseCases(const OrganisationUseCases&) = delete;
  OrganisationUseCases& operator=(const OrganisationUseCases&) = delete;

  CreateEmployee create_employee;
  ReadEmployees read_employees;
  ChangeEmployee change_employee;
  DeactivateEmployee deactivate_employee;
  ListLeavers list_leavers;
  EditOrganisation edit_organisation;
  ReadOrganisation read_organisation;
  ChangeOnDate change_on_date;
  ApplyDueChanges apply_due_changes;
  HumanResources human_resources;
  PeopleRights people_rights;
  KeepPosts keep_posts;
  ResolveApprover resolve_approver;
  ImportPeople import_people;
  ExportPeople export_people;
  ApplyDueChangesJob planned_changes_job;
};

}  // namespace erp::employee
