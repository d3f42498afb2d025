# Imported targets for libtorch as it stands in the torch wheel. Its own TorchConfig.cmake demands the CUDA toolkit, so it is not used.
#   reverie::torch       libtorch_cpu and libc10: all that reverie-engine links
#   reverie::torch_cuda  libtorch_cuda and libc10_cuda: what the CUDA plug-in links

if(NOT REVERIE_ENGINE)
    return()
endif()

set(root "${REVERIE_LIBTORCH}")
if(NOT root)
    set(cache "$ENV{HOME}/.cache")
    if(DEFINED ENV{XDG_CACHE_HOME})
        set(cache "$ENV{XDG_CACHE_HOME}")
    endif()
    # With CUDA's libraries beside it where packaging/setup fetched them.
    set(root "${cache}/reverie/libtorch-2.11.0-cuda")
    if(NOT EXISTS "${root}")
        set(root "${cache}/reverie/libtorch-2.11.0")
    endif()
endif()
set(lib "${root}/torch/lib")
if(NOT EXISTS "${lib}/libtorch_cpu.so")
    message(FATAL_ERROR "libtorch is not in ${root}; run packaging/setup, or give -DREVERIE_LIBTORCH=DIR, or switch the engine off with -DREVERIE_ENGINE=OFF.")
endif()

add_library(reverie::c10 SHARED IMPORTED)
set_target_properties(reverie::c10 PROPERTIES IMPORTED_LOCATION "${lib}/libc10.so")

add_library(reverie::torch SHARED IMPORTED)
set_target_properties(reverie::torch PROPERTIES
    IMPORTED_LOCATION "${lib}/libtorch_cpu.so"
    INTERFACE_INCLUDE_DIRECTORIES "${root}/torch/include;${root}/torch/include/torch/csrc/api/include"
    INTERFACE_LINK_LIBRARIES reverie::c10
    INTERFACE_LINK_OPTIONS "LINKER:-rpath-link,${lib};LINKER:-rpath-link,${root}/nvidia/cu13/lib")

add_library(reverie::c10_cuda SHARED IMPORTED)
set_target_properties(reverie::c10_cuda PROPERTIES IMPORTED_LOCATION "${lib}/libc10_cuda.so")
add_library(reverie::torch_cuda SHARED IMPORTED)
set_target_properties(reverie::torch_cuda PROPERTIES
    IMPORTED_LOCATION "${lib}/libtorch_cuda.so"
    INTERFACE_LINK_LIBRARIES "reverie::torch;reverie::c10_cuda")

set(REVERIE_CUDA_ROOT "${root}/nvidia/cu13")
add_library(reverie::cudart SHARED IMPORTED)
set_target_properties(reverie::cudart PROPERTIES IMPORTED_LOCATION "${REVERIE_CUDA_ROOT}/lib/libcudart.so.13")
