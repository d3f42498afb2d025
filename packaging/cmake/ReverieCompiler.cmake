# Language, warnings, sanitizers, linker and compiler cache: the same for every target.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_AUTOMOC ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

add_compile_options(-Wall -Wextra -Werror -Wno-missing-field-initializers)
add_compile_definitions(QT_NO_KEYWORDS $<$<NOT:$<CONFIG:Release>>:QT_FORCE_ASSERTS>)
include_directories(${CMAKE_SOURCE_DIR})

if(REVERIE_SANITIZE)
    add_compile_options(-fsanitize=${REVERIE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${REVERIE_SANITIZE})
endif()

if(REVERIE_FUZZ)
    # Without the coverage counters in the libraries the fuzzer would be blind.
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(REVERIE_CCACHE ccache)
if(REVERIE_CCACHE)
    # The sloppiness lets precompiled headers be cached; the base folder lets work trees share one cache.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${REVERIE_CCACHE})
endif()

# Not mold: 1.10.1 protects a page that is not there when a program's code ends 15 bytes before a page's end or less and it has variables
# of a thread, and that program does not start.
find_program(REVERIE_LLD ld.lld)
if(REVERIE_LLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_link_options(-fuse-ld=lld)
endif()
