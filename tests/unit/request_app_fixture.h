// The use cases of approval-request over ports in memory, joined as in the daemon.
#pragma once

#include <utility>

#include <gtest/gtest.h>

#include "approval-request/app/use_cases.h"
#include "approval-request/store/form_files.h"
#include "support/environment.h"
#include "unit/request_fakes.h"

namespace erp::approval_request::test {

struct AppOptions {
  SubmitOptions submit = {};
  InboxReconcilerOptions keeping = {};
  HeldOptions held = {};
  RecordResult::Decode decode = {};
};

struct AppTest : testing::Test {
  AppTest() : AppTest(AppOptions{}) {}
  explicit AppTest(const AppOptions& options)
      : app(AllPorts(options.decode), options.submit, options.keeping, options.held) {}

  Ports AllPorts(RecordResult::Decode decode = {}) {
    return {documents,
            ids,
            people,
            forms,
            decisions,
            encoder,
            publisher,
            clock,
            progress,
            redelivery,
            leave,
            step_states,
            set_aside,
            jobs,
            inboxes,
            reconciliation_notes,
            logs,
            registry,
            work,
            mover,
            feed,
            epochs,
            roles,
            attendance,
            std::move(decode)};
  }

  // Person 3 drafts at second 1, person 5 refuses at second 2: three notifications.
  void DraftAndRefuse() {
    const auto document = app.submit.Run(ThreeStepDraft(), std::nullopt)->document;
    clock.now = At(2000);
    ASSERT_TRUE(app.record.Run(NextDecision(document, false)));
  }

  FakeDocuments documents;
  CountingIds ids;
  FakePeople people;
  FormFiles forms{erp::test::SourceDir() / "proto/forms"};
  FakeDecisionClient decisions;
  PlainEncoder encoder;
  FakePublisher publisher;
  FixedClock clock;
  FakeProgress progress;
  FakeRedelivery redelivery;
  FakeSetAside set_aside;
  FakeReEmitJobStore jobs;
  FakeLeave leave;
  FakeWork work{documents};
  FakeMover mover;
  FakeLeaverFeed feed;
  FakeEpochs epochs;
  FakeRoles roles;
  FakeAttendance attendance;
  FakeStepStates step_states;
  FakeInboxes inboxes;
  FakeReconciliationNotes reconciliation_notes;
  FakeBusLogs logs;
  metrics::Registry registry;
  UseCases app;  // last: ends first
};

}  // namespace erp::approval_request::test
