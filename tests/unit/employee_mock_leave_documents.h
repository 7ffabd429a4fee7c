// Documents about leave, mocked.
#pragma once

#include <optional>
#include <string>

#include <gmock/gmock.h>

#include "employee/app/leave/leave_documents.h"

namespace erp::employee {

class MockLeaveDocuments : public LeaveDocuments {
 public:
  MOCK_METHOD(Result<RequestId>,
              Submit,
              (const NewLeaveDocument&, const std::optional<std::string>&),
              (override));
  MOCK_METHOD(Result<LeaveDocumentPage>,
              Of,
              (EmployeeId, int, const std::optional<std::string>&),
              (override));
  MOCK_METHOD(Result<LeaveDocument>, Find, (RequestId), (override));
  MOCK_METHOD(Result<void>,
              Decide,
              (RequestId,
               EmployeeId,
               bool,
               const std::optional<std::string>&,
               const std::optional<std::string>&),
              (override));
};

}  // namespace erp::employee
