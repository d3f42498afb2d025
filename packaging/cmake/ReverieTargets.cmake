# A library is a list of folders under core/; a test is a file tst_*.cpp; a fuzz target is a file fuzz_*.cpp.

# reverie_library(NAME FOLDER...): a static library of every source in these folders.
function(reverie_library name)
    set(sources "")
    foreach(folder IN LISTS ARGN)
        file(GLOB found CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.h")
        list(APPEND sources ${found})
    endforeach()
    add_library(${name} STATIC ${sources})
    target_compile_definitions(${name} PRIVATE QT_NO_CAST_FROM_ASCII)
endfunction()

# reverie_share_test_headers(TARGET LIBRARY...): one precompiled header for all tests of a folder with the same libraries; QtTest costs 3 s in every
# file that includes it.
function(reverie_share_test_headers target)
    get_property(first DIRECTORY PROPERTY "reverie_test_headers ${ARGN}")
    if(first)
        target_precompile_headers(${target} REUSE_FROM ${first})
    else()
        target_precompile_headers(${target} PRIVATE <QtTest> <nlohmann/json.hpp>)
        set_property(DIRECTORY PROPERTY "reverie_test_headers ${ARGN}" ${target})
    endif()
endfunction()

# reverie_unit_tests(FOLDER LIBRARY...): one program per tests/unit/FOLDER/tst_*.cpp, label "fast", and FOLDER.tests to build all of them.
function(reverie_unit_tests folder)
    file(GLOB tests CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/tst_*.cpp")
    string(REPLACE "/" "." area "${folder}")
    add_custom_target(${area}.tests)
    foreach(source IN LISTS tests)
        get_filename_component(test ${source} NAME_WE)
        set(target "${area}.${test}")
        add_executable(${target} ${source})
        set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
        target_link_libraries(${target} PRIVATE ${ARGN} Qt6::Test)
        add_dependencies(${area}.tests ${target})
        target_compile_definitions(${target} PRIVATE
            REVERIE_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data" REVERIE_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
            REVERIE_BINARY_DIR="${CMAKE_BINARY_DIR}/bin")
        if(folder STREQUAL "engine")
            # A precompiled header serves only what is compiled with the same definitions.
            target_compile_definitions(${target} PRIVATE QT_NO_CAST_FROM_ASCII)
            target_precompile_headers(${target} REUSE_FROM reverie_engine)
        else()
            # Tests are compiled more often than they run.
            target_compile_options(${target} PRIVATE -O0)
            reverie_share_test_headers(${target} ${ARGN})
        endif()
        add_test(NAME ${target} COMMAND ${target})
        # No test speaks to the desktop that it is started from.
        set_tests_properties(${target} PROPERTIES LABELS fast TIMEOUT 300 ENVIRONMENT
            "QT_QPA_PLATFORM=offscreen;DBUS_SESSION_BUS_ADDRESS=disabled:;DBUS_SYSTEM_BUS_ADDRESS=disabled:;OMP_WAIT_POLICY=passive;TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.suppressions die_after_fork=0")
    endforeach()
endfunction()

# reverie_at_scale(TEST SCALE [FUNCTION...]): these of its functions, or all, once more on a screen of that many pixels to a point.
function(reverie_at_scale test scale)
    add_test(NAME ${test}.at_scale_${scale} COMMAND ${test} ${ARGN})
    get_test_property(${test} ENVIRONMENT surroundings)
    set_tests_properties(${test}.at_scale_${scale} PROPERTIES LABELS fast TIMEOUT 300 ENVIRONMENT "${surroundings};QT_SCALE_FACTOR=${scale}")
endfunction()

# reverie_with_instructions(TEST NAME): once more with the loops of that name, where the processor has faster ones.
function(reverie_with_instructions test name)
    add_test(NAME ${test}.${name} COMMAND ${test})
    get_test_property(${test} ENVIRONMENT surroundings)
    set_tests_properties(${test}.${name} PROPERTIES LABELS fast TIMEOUT 300 ENVIRONMENT "${surroundings};REVERIE_INSTRUCTIONS=${name}")
endfunction()

# reverie_fuzz_targets(LIBRARY...): each runs its corpus and 5 s of new inputs when labelled fast, 1,000,000 inputs when long.
function(reverie_fuzz_targets)
    file(GLOB targets CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/fuzz_*.cpp")
    foreach(source IN LISTS targets)
        get_filename_component(name ${source} NAME_WE)
        string(REPLACE "fuzz_" "" short ${name})
        add_executable(${name} ${source})
        target_link_libraries(${name} PRIVATE ${ARGN})
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
        set(corpus "${CMAKE_SOURCE_DIR}/tests/data/fuzz/${short}")
        set(found "${CMAKE_BINARY_DIR}/fuzz/${short}")
        file(MAKE_DIRECTORY ${found})
        add_test(NAME fuzz.${short} COMMAND ${name} -max_total_time=5 -rss_limit_mb=2048 ${found} ${corpus})
        set_tests_properties(fuzz.${short} PROPERTIES LABELS fast)
        add_test(NAME fuzz.${short}.long COMMAND ${name} -runs=1000000 -max_total_time=1500 -rss_limit_mb=2048 ${found} ${corpus})
        set_tests_properties(fuzz.${short}.long PROPERTIES LABELS long TIMEOUT 1800)
    endforeach()
endfunction()
