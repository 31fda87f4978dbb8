# Finds duckdb.h and libduckdb.so where tools/setup put them (build/deps/duckdb); C API only.
set(DUCKDB_ROOT "${CMAKE_SOURCE_DIR}/build/deps/duckdb" CACHE PATH "Folder with include/ and lib/")
find_path(DuckDB_INCLUDE_DIR duckdb.h HINTS ${DUCKDB_ROOT}/include NO_DEFAULT_PATH)
find_library(DuckDB_LIBRARY duckdb HINTS ${DUCKDB_ROOT}/lib NO_DEFAULT_PATH)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(DuckDB
    REQUIRED_VARS DuckDB_LIBRARY DuckDB_INCLUDE_DIR
    REASON_FAILURE_MESSAGE "run tools/setup first")
if(NOT TARGET DuckDB::duckdb)
  add_library(DuckDB::duckdb SHARED IMPORTED)
  set_target_properties(DuckDB::duckdb PROPERTIES
    IMPORTED_LOCATION ${DuckDB_LIBRARY}
    IMPORTED_SONAME libduckdb.so
    INTERFACE_INCLUDE_DIRECTORIES ${DuckDB_INCLUDE_DIR})
endif()
