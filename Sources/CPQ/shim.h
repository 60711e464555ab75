// What Swift cannot import of libpq-fe.h by itself: the names of an error's fields are characters behind macros.
#pragma once
#include <libpq-fe.h>

// Since 9.6; the one shown to people may be translated.
static const int CPQ_SEVERITY = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int CPQ_SQLSTATE = PG_DIAG_SQLSTATE;
static const int CPQ_MESSAGE = PG_DIAG_MESSAGE_PRIMARY;
static const int CPQ_DETAIL = PG_DIAG_MESSAGE_DETAIL;
static const int CPQ_TABLE = PG_DIAG_TABLE_NAME;
static const int CPQ_COLUMN = PG_DIAG_COLUMN_NAME;
static const int CPQ_CONSTRAINT = PG_DIAG_CONSTRAINT_NAME;

// NULL when the error has no such field.
static inline const char *cpq_field(const PGresult *result, int field) { return PQresultErrorField(result, field); }
