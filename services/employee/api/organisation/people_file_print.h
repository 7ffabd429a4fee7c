// What an import of the people file came to, as JSON that is written piece by piece.
#pragma once

#include <memory>

#include "employee/app/organisation/export_people.h"
#include "employee/app/organisation/import_people.h"
#include "http/byte_source.h"
#include "http/language.h"

namespace erp::employee {

// The answer of an import or a dry run, with all of its problems in that language.
std::shared_ptr<http::ByteSource> PrintImport(ImportOutcome outcome, http::Language language);

// Why an import was refused: the first problems, each at "/ROW/COLUMN", and how many there are.
Error ImportRefused(const ImportPlan& plan);

// The lines of the file.
std::shared_ptr<http::ByteSource> PrintExport(PeopleExport people);

}  // namespace erp::employee
