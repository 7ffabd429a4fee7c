#include "employee/api/format.h"

#include <string>

#include "employee/domain/refusals.h"

namespace erp::employee {

Result<bool> WantsCsv(const http::Call& call) {
  const auto format = call.query("format");
  if (format && *format != "csv" && *format != "json") {
    return InvalidQuery("format", "must be json or csv");
  }
  if (format) return *format == "csv";
  return call.request.Header("accept").value_or("").find("text/csv") != std::string::npos;
}

}  // namespace erp::employee
